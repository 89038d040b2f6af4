"""The information-processing fee: computed by the law, noticed, paid into the treasury (国办函〔2020〕109号)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q

from gongkai.law import fees
from gongkai.law.calendar import CalendarGap
from gongkai.law.deadlines.limits import PAY_WITHIN
from gongkai_web.audit.actions import record
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.permitted import OFFICE, check_day, permit, required
from gongkai_web.info_requests.actions.steps import complete, on_request, take
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.kinds import Form, Standard
from gongkai_web.info_requests.models import Desk, FeeNotice, InfoRequest

__all__ = ["Reckoned", "already_this_month", "delivered", "notify", "paid", "reckon"]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A fee with how it comes about: the law's own sum, and the earlier applications of the month."""

    fee: fees.Fee
    already: int


def already_this_month(row: InfoRequest) -> int:
    """How many applications of the same applicant the agency received before this one in its calendar month.

    The applicant is found by the keyed hash of the number of his paper, or of his name and telephone.
    """
    if row.received_on is None:
        return 0
    if row.identity_number_index:
        same = Q(identity_number_index=row.identity_number_index)
    else:
        same = Q(applicant_name_index=row.applicant_name_index, phone_index=row.phone_index)
    first = row.received_on.replace(day=1)
    before = Q(received_on__lt=row.received_on) | Q(received_on=row.received_on, pk__lt=row.pk)
    found = InfoRequest.objects.filter(same, before, agency=row.agency_id, practice=row.practice)
    return found.filter(received_on__gte=first).count()


def reckon(row: InfoRequest, standard: str, pages: int = 0) -> Reckoned:
    """What is to be paid for a request by a standard. Raises ValueError for a number of pages that cannot be."""
    if standard == Standard.PIECES:
        already = already_this_month(row)
        return Reckoned(fees.by_pieces(1, already), already)
    return Reckoned(fees.by_pages(pages), 0)


def notify(  # noqa: PLR0913 - by which standard, how much, how to pay
    row: InfoRequest,
    *,
    standard: str,
    pages: int = 0,
    how_to_pay: str = "",
    on: date,
    by: Actor,
    roles: Collection[str],
    note: str = "",
    token: str = "",
) -> FeeNotice:
    """Gives notice of a fee within the limit. ``row`` is locked. Raises ValidationError."""
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    _chargeable(row, desk, standard, on)
    reckoned = reckon(row, standard, pages)
    if not reckoned.fee.yuan:
        told = "；".join(reckoned.fee.explain())
        raise ValidationError(f"按{Standard(standard).label}计算不收费（{told}），不需要通知。")
    how = how_to_pay.strip() or desk.how_to_pay.strip()
    required({"how_to_pay": how}, {"how_to_pay": "缴纳方式"})
    count = pages if standard == Standard.PAGES else 1
    data = {"standard": standard, "count": count, "already": reckoned.already, "yuan": reckoned.fee.yuan}
    made = FeeNotice(
        request=row, round=row.round, standard=standard, count=count, already=reckoned.already,
        yuan=reckoned.fee.yuan, derivation=reckoned.fee.explain(), how_to_pay=how, notified_on=on, pay_by=_pay_by(on),
    )  # fmt: skip
    made.full_clean(exclude=["request"])
    made.save()
    take(row, "fee_notified", on=on, roles=roles, by=by, data=data, note=note, token=token)
    return made


def _chargeable(row: InfoRequest, desk: Desk, standard: str, on: date) -> None:
    if not desk.charges_fees:
        raise ValidationError("本机关没有决定收取信息处理费（受理设置），不能通知缴费。")
    if standard not in Standard.values:
        raise ValidationError({"standard": "请选择收费标准。"})
    other = row.fees.exclude(standard=standard).first()
    if other is not None:
        told = f"同一申请只能适用一种标准，此前已经{other.get_standard_display()}收费（国办函〔2020〕109号第三条）。"
        raise ValidationError({"standard": told})
    if standard == Standard.PAGES and row.form == Form.INSPECTION:
        raise ValidationError(
            {"standard": "申请人要求当场查阅、抄录，没有要求提供纸质、电子文件或者复制件，不能按量收费。"}
        )
    draft = row.decisions.filter(round=row.round).first()
    why = fees.not_chargeable(draft.outcome, standard) if draft else None  # type: ignore[arg-type]
    if why:
        raise ValidationError({"standard": f"{why}。"})
    if row.due_on is not None and on > row.due_on:
        raise ValidationError({"on": f"答复期限{row.due_on.isoformat()}已经届满，收费通知应当在期限内发出。"})


def _pay_by(received_on: date) -> date:
    known = calendar()
    try:
        return known.add(received_on, PAY_WITHIN)
    except CalendarGap:
        return longer(known).add(received_on, PAY_WITHIN)


def _unpaid(row: InfoRequest) -> FeeNotice:
    notice = row.fees.filter(round=row.round, paid_on=None).last()
    if notice is None:
        raise ValidationError("没有等待缴纳的收费通知。")
    return notice


def delivered(row: InfoRequest, *, on: date, by: Actor, roles: Collection[str]) -> FeeNotice:
    """The day on which the applicant received the notice: the time to pay runs from it. Raises ValidationError."""
    permit(row, "登记收到收费通知的日期", roles=roles, who=OFFICE | {"registrar"}, states={"fee_noticed"})
    notice = _unpaid(row)
    check_day("delivered_on", on, since=notice.notified_on, what="通知之日")
    notice.delivered_on, notice.pay_by = on, _pay_by(on)
    notice.save(update_fields=["delivered_on", "pay_by"])
    step = row.steps.filter(event="fee_notified", round=row.round, struck_at=None).order_by("number").last()
    assert step is not None
    complete(row, step, {"delivered_on": on})
    row.letters.filter(code="L09", round=row.round, delivered_on=None).exclude(issued_on=None).update(delivered_on=on)
    record("request.fee_delivered", by=by, on=on_request(row), after={"收到日期": on.isoformat()})
    return notice


def paid(  # noqa: PLR0913 - when, how much, by which receipt
    row: InfoRequest, *, on: date, receipt_number: str, yuan: int | None = None, by: Actor, roles: Collection[str],
    note: str = "", token: str = "",
) -> FeeNotice:  # fmt: skip
    """The fee was paid, with the number of the treasury's receipt. Raises ValidationError.

    ``yuan`` is what came in, by default what was asked for; less does not end the waiting, more can go back.
    """
    notice = _unpaid(row)
    amount = notice.yuan if yuan is None else yuan
    if amount < notice.yuan:
        raise ValidationError({"yuan": f"应缴{notice.yuan}元，没有缴足的不能登记为已经缴费。"})
    required({"receipt_number": receipt_number}, {"receipt_number": "财政票据号码"})
    check_day("on", on, since=notice.notified_on, what="通知之日")
    notice.paid_on, notice.paid_yuan, notice.receipt_number = on, amount, receipt_number.strip()
    notice.full_clean(exclude=["request"])
    notice.save()
    take(row, "fee_paid", on=on, roles=roles, by=by, data={"yuan": amount}, note=note, token=token)
    return notice
