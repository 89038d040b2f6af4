"""Endings by time alone: what an applicant did not correct or pay in time (D15, D16)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError

from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.steps import take
from gongkai_web.info_requests.clock import clock_of
from gongkai_web.info_requests.models import Desk, InfoRequest, Step

__all__ = ["LAPSES", "lapse"]

LAPSES = {"correction_sent": "correction_lapsed", "fee_noticed": "fee_lapsed"}
"""State → the step by which it lapses."""


def lapse(
    row: InfoRequest, *, on: date, by: Actor, roles: Collection[str], note: str = "", token: str = ""
) -> Step:  # fmt: skip
    """Ends a locked request that waited in vain. Raises ValidationError as long as the time has not run out."""
    event = LAPSES.get(row.state)
    if event is None:
        raise ValidationError("没有在等待申请人补正或者缴费。", code="not_allowed")
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    clock = clock_of(row, calendar=calendar(), settings=desk.settings, on=on)
    if clock.waiting is not None and clock.waiting.by is not None and on <= clock.waiting.by:
        told = f"{clock.waiting.reason}的期限至{clock.waiting.by.isoformat()}，还没有届满"
        raise ValidationError({"on": f"{told}，不能按放弃申请处理。"}, code="too_early")
    if event == "fee_lapsed" and row.fees.filter(round=row.round, paid_on=None, delivered_on=None).exists():
        raise ValidationError("还没有登记申请人收到收费通知的日期，缴费期限自收到次日起算。", code="not_delivered")
    return take(row, event, on=on, roles=roles, by=by, note=note, token=token)
