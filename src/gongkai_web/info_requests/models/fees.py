"""Fees for processing information (国办函〔2020〕109号)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai_web.info_requests.kinds import Standard
from gongkai_web.info_requests.models.requests import InfoRequest

__all__ = ["FeeNotice"]


class FeeNotice(models.Model):
    """A notice of a fee with its derivation, and its payment."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="fees")
    round = models.PositiveSmallIntegerField(default=1)
    standard = models.CharField("收费标准", max_length=8, choices=Standard.choices)
    count = models.PositiveIntegerField("件数或者页数")
    already = models.PositiveIntegerField("本月此前的件数", default=0)
    yuan = models.PositiveIntegerField("金额（元）")
    derivation = models.JSONField("计算过程", default=list)
    how_to_pay = models.TextField("缴纳方式", max_length=1000)
    notified_on = models.DateField("通知日期")
    delivered_on = models.DateField("收到通知的日期", null=True, blank=True)
    pay_by = models.DateField("缴纳期限", null=True, blank=True)
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    receipt_number = models.CharField("财政票据号码", max_length=60, blank=True)

    objects: ClassVar[models.Manager[FeeNotice]]

    class Meta:
        verbose_name = "信息处理费"
        verbose_name_plural = "信息处理费"
        ordering = ("request", "id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.yuan}元"
