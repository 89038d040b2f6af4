"""A spreadsheet of regions and agencies that was sent in: the file, what it would do, and what it did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

__all__ = ["AgencyImport", "ImportState"]


class ImportState(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting", "等待核对"
    CHECKING = "checking", "正在核对"
    CHECKED = "checked", "等待确认"
    UNREADABLE = "unreadable", "不能读取"
    APPLYING = "applying", "正在导入"
    DONE = "done", "已导入"
    FAILED = "failed", "没有导入"
    DISCARDED = "discarded", "已放弃"


class AgencyImport(models.Model):
    """One file. It changes nothing before it is confirmed; then all of it is done in one transaction, or nothing.

    ``report`` is what sheets.report says of every row; ``plan_hash`` tells whether the data changed since the preview.
    The bytes are kept until the import is done or discarded.
    """

    file_name = models.CharField("文件", max_length=200)
    content = models.BinaryField("内容", default=b"", blank=True, editable=False)
    size = models.PositiveIntegerField("大小")
    digest = models.CharField("摘要（SHA-256）", max_length=64)
    state = models.CharField("状态", max_length=12, choices=ImportState.choices, default=ImportState.WAITING)
    message = models.CharField("说明", max_length=500, blank=True)
    report = models.JSONField("报告", default=dict, blank=True)
    plan_hash = models.CharField(max_length=64, blank=True)
    on = models.DateField("变更日期", null=True, blank=True)
    basis = models.CharField("变更依据", max_length=200, blank=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)
    uploaded_by = models.CharField("上传人", max_length=150, blank=True)
    account = models.CharField("上传人账号", max_length=150, blank=True)
    actor = models.JSONField("操作人", default=dict, blank=True)

    objects: ClassVar[models.Manager[AgencyImport]] = models.Manager()

    class Meta:
        verbose_name = "机构导入"
        verbose_name_plural = "机构导入"
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """True while a task is at work on it, or about to be."""
        return self.state in (ImportState.WAITING, ImportState.CHECKING, ImportState.APPLYING)
