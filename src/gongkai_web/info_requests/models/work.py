"""What is put on file while a request is worked on: searches, meetings, reviews within the agency."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.info_requests.kinds import OpinionKind
from gongkai_web.info_requests.models.requests import InfoRequest

__all__ = ["Meeting", "Opinion", "SearchRecord"]


class _OnFile(models.Model):
    """Who put it on file, and when."""

    round = models.PositiveSmallIntegerField(default=1)
    entered_at = models.DateTimeField("录入时间", default=timezone.now, editable=False)
    entered_by = models.CharField("录入人账号", max_length=150, blank=True, editable=False)
    entered_by_name = models.CharField("录入人", max_length=150, blank=True, editable=False)

    class Meta:
        abstract = True


class SearchRecord(_OnFile):
    """Where and how the information was looked for: what a court asks for before 信息不存在 (指导案例101号)."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="searches")
    on = models.DateField("检索日期")
    places = models.CharField("检索地点和系统", max_length=300, help_text="档案室、业务系统、内设机构等。")
    keywords = models.CharField("检索词", max_length=300)
    people = models.CharField("检索人", max_length=120)
    found = models.BooleanField("检索到", default=False)
    result = models.TextField("检索结果", max_length=2000)

    objects: ClassVar[models.Manager[SearchRecord]]

    class Meta:
        verbose_name = "检索记录"
        verbose_name_plural = "检索记录"
        ordering = ("request", "id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.on} {self.places}"


class Meeting(_OnFile):
    """A meeting about a case, 会商."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField("会商日期")
    participants = models.CharField("参加人员", max_length=500)
    opinions = models.TextField("各方意见", max_length=5000)
    conclusion = models.TextField("会商结论", max_length=2000)

    objects: ClassVar[models.Manager[Meeting]]

    class Meta:
        verbose_name = "会商记录"
        verbose_name_plural = "会商记录"
        ordering = ("request", "id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.held_on} 会商"


class Opinion(_OnFile):
    """A review before a reply is signed: of disclosure, secrecy, law (art. 17)."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="opinions")
    kind = models.CharField("审查", max_length=12, choices=OpinionKind.choices)
    on = models.DateField("审查日期")
    agrees = models.BooleanField("同意")
    text = models.TextField("审查意见", max_length=2000)
    basis = models.CharField("依据", max_length=300, blank=True, help_text="定密依据、法律法规的条款。")
    draft_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="所审草稿的摘要；拟稿之前对信息的审查没有。"
    )

    objects: ClassVar[models.Manager[Opinion]]

    class Meta:
        verbose_name = "审查意见"
        verbose_name_plural = "审查意见"
        ordering = ("request", "id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {'同意' if self.agrees else '不同意'}"
