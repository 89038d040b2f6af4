"""Fees for processing information (国办函〔2020〕109号)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from gongkai_web.info_requests.kinds import RefundReason, Standard
from gongkai_web.info_requests.models.requests import InfoRequest

__all__ = ["FeeNotice", "FeeRefund"]


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
    paid_yuan = models.PositiveIntegerField("实缴金额（元）", null=True, blank=True)
    receipt_number = models.CharField("财政票据号码", max_length=60, blank=True)

    objects: ClassVar[models.Manager[FeeNotice]]

    class Meta:
        verbose_name = "信息处理费"
        verbose_name_plural = "信息处理费"
        ordering = ("request", "id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.yuan}元"


class FeeRefund(models.Model):
    """Money that went back to the applicant out of the treasury; never more than he had paid."""

    request = models.ForeignKey(InfoRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="refunds")
    notice = models.ForeignKey(FeeNotice, verbose_name="所退的费用", on_delete=models.PROTECT, related_name="refunds")
    yuan = models.PositiveIntegerField("退费金额（元）")
    refunded_on = models.DateField("退费日期")
    reason = models.CharField("退费原因", max_length=10, choices=RefundReason.choices)
    explanation = models.CharField("原因的说明", max_length=500, blank=True)
    receipt_number = models.CharField("财政票据号码", max_length=60, help_text="退付书、红字票据等的号码。")
    entered_at = models.DateTimeField("录入时间", default=timezone.now, editable=False)
    entered_by = models.CharField("录入人账号", max_length=150, blank=True, editable=False)
    entered_by_name = models.CharField("录入人", max_length=150, blank=True, editable=False)

    objects: ClassVar[models.Manager[FeeRefund]]

    class Meta:
        verbose_name = "退费"
        verbose_name_plural = "退费"
        ordering = ("request", "id")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(yuan__gt=0), name="refund_of_something")]

    def __str__(self) -> str:
        return f"退{self.yuan}元"
