"""Redaction under way (art. 37): what is marked in a paper, by position, and the file that came of it.

No removed text is kept here or anywhere but in the paper itself.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.files.models import new_public_id
from gongkai_web.info_requests.models.papers import Paper
from gongkai_web.info_requests.models.requests import InfoRequest

__all__ = ["Redaction", "RedactionState", "result_place"]


class RedactionState(models.TextChoices):
    """How far a redaction is."""

    READING = "reading", "正在读取"
    OPEN = "open", "正在标注"
    MAKING = "making", "正在生成"
    MADE = "made", "待逐页核对"
    REFUSED = "refused", "检验没有通过"
    KEPT = "kept", "已存入案卷"
    DROPPED = "dropped", "已放弃"


def result_place(_row: Redaction, _name: str) -> str:
    """A random name in the storage."""
    return f"redaction/{new_public_id()}"


class Redaction(models.Model):
    """A paper being redacted. ``marks``: positions with ground and whether they are ticked.

    ``recognised``: what was read in pictures, kept in the storage beside the paper until the work ends.
    ``unread``: pages (from 0) and pictures of which the writing was not read, so that a person must look at them.
    ``preview``: the pages of a docx as a PDF to look at.
    """

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="redactions")
    paper = models.ForeignKey(Paper, verbose_name="原件", on_delete=models.PROTECT, related_name="redactions_of")
    state = models.CharField("状态", max_length=10, choices=RedactionState.choices, default=RedactionState.READING)
    version = models.PositiveIntegerField("版本", default=0)
    marks = models.JSONField("标注", default=list, blank=True)
    recognised = models.FileField("识别的文字", upload_to=result_place, blank=True, max_length=200)
    unread = models.JSONField("没有检查的图片", default=list, blank=True)
    notices = models.JSONField("提示", default=list, blank=True)
    places = models.PositiveIntegerField("页数或者段数", default=0)
    keep_layer = models.BooleanField("保留扫描件的识别文字", default=False)
    result = models.FileField("处理后的文件", upload_to=result_place, blank=True, max_length=200)
    preview = models.FileField("处理后的页面", upload_to=result_place, blank=True, max_length=200)
    result_kind = models.CharField(max_length=8, blank=True)
    log = models.JSONField("遮盖记录", default=list, blank=True)
    proof = models.JSONField("检验情况", default=list, blank=True)
    cleaned = models.JSONField("一并清除的内容", default=list, blank=True)
    kept = models.ForeignKey(
        Paper, verbose_name="存入案卷的文件", null=True, blank=True, on_delete=models.PROTECT, related_name="made_by"
    )
    begun_at = models.DateTimeField("开始时间", default=timezone.now)
    begun_by_name = models.CharField("开始人", max_length=150, blank=True)
    updated_at = models.DateTimeField("更新时间", default=timezone.now)

    objects: ClassVar[models.Manager[Redaction]]

    class Meta:
        verbose_name = "区分处理"
        verbose_name_plural = "区分处理"
        ordering = ("request", "id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=~models.Q(state__in=("kept", "dropped")),
                name="redaction_one_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper}"

    def get_absolute_url(self) -> str:
        """Where it is worked on."""
        return f"{self.request.get_absolute_url()}redaction/{self.paper_id}/"
