"""Fees that go back out of the treasury: paid too much, no longer owed, or noticed by mistake (国办函〔2020〕109号).

A refund is no step of the procedure and moves no limit.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Sum

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.permitted import OFFICE, check_day, permit, required
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.kinds import RefundReason
from gongkai_web.info_requests.models import FeeNotice, FeeRefund, InfoRequest

__all__ = ["REFUNDERS", "left_of", "refund"]

REFUNDERS = OFFICE | {"registrar"}


def left_of(notice: FeeNotice) -> int:
    """Yuan of a payment that have not gone back."""
    back: int = notice.refunds.aggregate(sum=Sum("yuan"))["sum"] or 0
    return (notice.paid_yuan or 0) - back


def refund(  # noqa: PLR0913 - how much of which payment, when, why, by which receipt
    row: InfoRequest,
    notice: FeeNotice,
    *,
    yuan: int,
    on: date,
    reason: str,
    explanation: str = "",
    receipt_number: str,
    by: Actor,
    roles: Collection[str],
    token: str = "",
) -> FeeRefund:
    """Records a refund of a payment of a locked request; never more than was paid. Raises ValidationError."""
    permit(row, "登记退费", roles=roles, who=REFUNDERS)
    if notice.request_id != row.pk or notice.paid_on is None:
        raise ValidationError("没有可以退的缴费。", code="unpaid")
    required({"receipt_number": receipt_number}, {"receipt_number": "财政票据号码"})
    check_day("on", on, since=notice.paid_on, what="缴费之日")
    _reason(row, notice, reason, explanation, yuan)
    left = left_of(notice)
    if yuan < 1 or yuan > left:
        told = f"缴纳{notice.paid_yuan}元，还可以退{left}元。" if left else "缴纳的费用已经全部退还。"
        raise ValidationError({"yuan": told}, code="too_much")
    made = FeeRefund(
        request=row, notice=notice, yuan=yuan, refunded_on=on, reason=reason, explanation=explanation.strip(),
        receipt_number=receipt_number.strip(), entered_by=by.account, entered_by_name=by.name,
    )  # fmt: skip
    made.full_clean(exclude=["request", "notice"])
    made.save()
    touch_case(row, token=token)
    told_log = {"金额（元）": yuan, "原因": made.get_reason_display(), "财政票据": made.receipt_number}
    record("request.fee_refund", by=by, on=on_request(row), after=told_log)
    return made


def _reason(row: InfoRequest, notice: FeeNotice, reason: str, explanation: str, yuan: int) -> None:
    if reason not in RefundReason.values:
        raise ValidationError({"reason": "请选择退费原因。"})
    if reason in (RefundReason.OTHER, RefundReason.CORRECTED) and not explanation.strip():
        raise ValidationError({"explanation": "请写明为什么退费。"})
    if reason == RefundReason.WITHDRAWN and row.is_open:
        raise ValidationError({"reason": "申请还在办理，没有撤回或者不再处理。"})
    if reason == RefundReason.OVERPAID:
        back: int = notice.refunds.filter(reason=reason).aggregate(sum=Sum("yuan"))["sum"] or 0
        over = (notice.paid_yuan or 0) - notice.yuan - back
        if yuan > over:
            told = f"应缴{notice.yuan}元，实缴{notice.paid_yuan}元，多缴的还有{max(over, 0)}元没有退。"
            raise ValidationError({"yuan": told}, code="too_much")
