"""A ledger of requests kept elsewhere, sent in as a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai_web.common.fields import PersonalField
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["LedgerImport", "LedgerState"]


class LedgerState(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", "等待核对"
    CHECKED = "checked", "等待确认"
    UNREADABLE = "unreadable", "不能读取"
    APPLYING = "applying", "正在导入"
    DONE = "done", "已导入"
    FAILED = "failed", "没有导入"
    DISCARDED = "discarded", "已放弃"


class LedgerQuerySet(models.QuerySet["LedgerImport"]):
    """Imports by scope."""

    def seen_by(self, scope: Scope) -> LedgerQuerySet:
        """Those of the agencies where somebody works on requests."""
        from gongkai_web.info_requests.access import agencies_seen

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)


class LedgerImport(models.Model):
    """One file. Its bytes hold who applied, so they lie sealed, and are emptied when it is done or discarded."""

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件", max_length=200)
    content = PersonalField("内容", default="", blank=True, editable=False)
    size = models.PositiveIntegerField("大小")
    digest = models.CharField("摘要（SHA-256）", max_length=64)
    state = models.CharField("状态", max_length=12, choices=LedgerState.choices, default=LedgerState.WAITING)
    message = models.CharField("说明", max_length=500, blank=True)
    report = models.JSONField("报告", default=dict, blank=True, help_text="行号、原编号和不符之处，没有个人信息。")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor = models.JSONField("操作人", default=dict, blank=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects: ClassVar[models.Manager[LedgerImport]] = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "台账导入"
        verbose_name_plural = "台账导入"
        ordering = ("-created_at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """True while a task is at work on it, or about to be."""
        return self.state in (LedgerState.WAITING, LedgerState.APPLYING)
