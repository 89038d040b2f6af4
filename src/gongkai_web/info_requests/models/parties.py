"""Whose opinion was asked about a request: third parties, co-makers, other organs (arts 32, 33, 34)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai_web.common.fields import PersonalField
from gongkai_web.info_requests.kinds import PartyKind, PartyOpinion
from gongkai_web.info_requests.models.requests import InfoRequest

__all__ = ["Party"]


class Party(models.Model):
    """A party, the letter to it and its answer. ``key`` names it in the data of the steps."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="parties")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField("类别", max_length=20, choices=PartyKind.choices)
    key = models.CharField(max_length=20)
    name = PersonalField("名称或者姓名")
    contact = PersonalField("联系方式", blank=True, default="")
    address = PersonalField("地址", blank=True, default="")
    concerns = models.TextField("涉及的内容", max_length=2000)
    asked_on = models.DateField("征求意见的日期", null=True, blank=True)
    delivered_on = models.DateField("收到征求意见书的日期", null=True, blank=True)
    answer_by = models.DateField("答复期限", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    opinion = models.CharField("意见", max_length=10, choices=PartyOpinion.choices, blank=True)
    answer = models.TextField("意见和理由", max_length=5000, blank=True)
    overridden = models.BooleanField("不予采纳", default=False, help_text="对公共利益有重大影响（第三十二条）。")
    override_reason = models.TextField("不予采纳的理由", max_length=2000, blank=True)
    told_on = models.DateField("书面告知决定公开的日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Party]]

    class Meta:
        verbose_name = "被征求意见方"
        verbose_name_plural = "被征求意见方"
        ordering = ("request", "id")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "key"], name="party_key_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.key}"
