"""The files of a case: which stored file is what in it, and who may have it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.files.models import StoredFile
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models.requests import InfoRequest

__all__ = ["Paper"]


class Paper(models.Model):
    """A file in a case. ``given`` says that the applicant may have it, from the day it is delivered."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="papers")
    round = models.PositiveSmallIntegerField(default=1)
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField("类别", max_length=12, choices=PaperKind.choices)
    title = models.CharField("名称", max_length=200)
    from_applicant = models.BooleanField("申请人提交", default=False)
    given = models.BooleanField("提供给申请人", default=False)
    redacted_from = models.ForeignKey(
        "self", verbose_name="原件", null=True, blank=True, on_delete=models.PROTECT, related_name="redacted"
    )
    redactions = models.JSONField("遮盖记录", default=list, blank=True)
    added_at = models.DateTimeField("加入时间", default=timezone.now, editable=False)
    added_by_name = models.CharField("加入人", max_length=150, blank=True, editable=False)

    objects: ClassVar[models.Manager[Paper]]

    class Meta:
        verbose_name = "案卷材料"
        verbose_name_plural = "案卷材料"
        ordering = ("request", "id")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "file"], name="paper_once")]

    def __str__(self) -> str:
        return self.title
