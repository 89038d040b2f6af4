"""The fee: computed by the law from the month's applications of one applicant, noticed in time, paid, or let pass."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gongkai.law.fees import by_pages, piece_price
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions import decisions, fees, refunds
from gongkai_web.info_requests.actions.steps import strike
from gongkai_web.info_requests.models import Desk, FeeRefund, InfoRequest
from gongkai_web.info_requests.queries.charged import charged
from tests.web.info_requests.acts import DAY, act, draft_of
from tests.web.info_requests.conftest import TestDesk


@pytest.fixture
def charges(desk: TestDesk) -> Desk:
    """A desk that charges."""
    return Desk.objects.create(agency=desk.agency, charges_fees=True, how_to_pay="清溪县非税收入专户。")


def _working(desk: TestDesk, **changed: str) -> InfoRequest:
    made = desk.register(DAY, **changed)
    desk.take(made, "assigned", DAY)
    return made


def test_the_month_counts_per_applicant(desk: TestDesk, charges: Desk) -> None:
    desk.register(date(2025, 8, 29))
    desk.register(date(2025, 9, 1), applicant_name="测试他人", identity_number="990101199001015678")
    desk.register(date(2025, 9, 1), practice=True)
    for _ in range(10):
        desk.register(date(2025, 9, 1))
    request = _working(desk)
    desk.register(DAY)
    assert fees.already_this_month(request) == 10
    notice = act(request, fees.notify, standard="pieces", on=DAY)
    assert (notice.yuan, notice.already, notice.count) == (piece_price(11), 10, 1)
    assert "第11至11件" in notice.derivation[0]


def test_a_name_and_a_telephone_find_him_who_showed_no_paper(desk: TestDesk, charges: Desk) -> None:
    for _ in range(3):
        desk.register(DAY, identity_number="", identity_kind="")
    assert fees.already_this_month(_working(desk, identity_number="", identity_kind="")) == 3


@pytest.mark.parametrize("pages", [31, 100, 150, 201, 1000])
def test_pages_cost_what_the_law_says(desk: TestDesk, charges: Desk, pages: int) -> None:
    notice = act(_working(desk), fees.notify, standard="pages", pages=pages, on=DAY)
    assert notice.yuan == by_pages(pages).yuan
    assert notice.derivation == by_pages(pages).explain()


def test_what_may_not_be_charged(desk: TestDesk) -> None:
    request = _working(desk)
    with pytest.raises(ValidationError, match="没有决定收取"):
        act(request, fees.notify, standard="pages", pages=50, on=DAY)
    Desk.objects.create(agency=desk.agency, charges_fees=True)
    with pytest.raises(ValidationError, match="缴纳方式"):
        act(request, fees.notify, standard="pages", pages=50, on=DAY)
    with pytest.raises(ValidationError, match="不收费"):
        act(request, fees.notify, standard="pages", pages=30, how_to_pay="银行", on=DAY)
    with pytest.raises(ValidationError, match="不收费"):
        act(request, fees.notify, standard="pieces", how_to_pay="银行", on=DAY)
    with pytest.raises(ValidationError, match="请选择收费标准"):
        act(request, fees.notify, standard="both", how_to_pay="银行", on=DAY)
    with pytest.raises(ValidationError, match="已经届满"):
        act(request, fees.notify, standard="pages", pages=50, how_to_pay="银行", on=date(2025, 11, 3))
    looks = _working(desk, form="inspection", route="on_the_spot")
    with pytest.raises(ValidationError, match="不能按量收费"):
        act(looks, fees.notify, standard="pages", pages=50, how_to_pay="银行", on=DAY)
    assert request.fees.count() == 0
    assert request.state == "processing"


def test_public_information_is_not_charged_by_pages(desk: TestDesk, charges: Desk) -> None:
    request = _working(desk)
    act(request, decisions.draft, draft_of("D1"), on=DAY)
    desk.take(request, "co_maker_asked", DAY, party="9")  # back to 办理 with the draft kept
    with pytest.raises(ValidationError, match="不得按量收费"):
        act(request, fees.notify, standard="pages", pages=50, on=DAY)
    other = _working(desk)
    act(other, fees.notify, standard="pages", pages=50, on=DAY)
    act(other, fees.paid, on=DAY, receipt_number="测试1")
    act(other, decisions.draft, draft_of("D1"), on=DAY)
    with pytest.raises(ValidationError, match="此前已经按量通知收费"):
        act(other, decisions.submit, on=DAY)


def test_one_standard_for_an_application(desk: TestDesk, charges: Desk) -> None:
    for _ in range(11):
        desk.register(date(2025, 9, 1))
    request = _working(desk)
    act(request, fees.notify, standard="pages", pages=50, on=DAY)
    act(request, fees.paid, on=DAY, receipt_number="测试1")
    with pytest.raises(ValidationError, match="只能适用一种标准"):
        act(request, fees.notify, standard="pieces", on=DAY)


def test_payment_starts_the_limit_anew(desk: TestDesk, charges: Desk) -> None:
    request = _working(desk)
    act(request, fees.notify, standard="pages", pages=50, on=date(2025, 9, 29))
    assert (request.state, request.due_on, request.waits_for) == ("fee_noticed", None, "等待缴费")
    notice = act(request, fees.delivered, on=date(2025, 9, 30))
    assert notice.pay_by == date(2025, 11, 4)
    with pytest.raises(ValidationError, match="财政票据号码"):
        act(request, fees.paid, on=date(2025, 10, 9), receipt_number=" ")
    with pytest.raises(ValidationError, match="不能早于通知之日"):
        act(request, fees.paid, on=DAY + timedelta(1), receipt_number="测试1")
    act(request, fees.paid, on=date(2025, 10, 9), receipt_number="测试1")
    assert (request.state, request.due_on) == ("processing", date(2025, 11, 5))
    with pytest.raises(ValidationError, match="没有等待缴纳"):
        act(request, fees.paid, on=date(2025, 10, 9), receipt_number="测试1")


def _paid(desk: TestDesk, yuan: int | None = None) -> InfoRequest:
    """A request whose fee of 200 yuan was paid, or more."""
    request = _working(desk)
    act(request, fees.notify, standard="pages", pages=50, on=DAY)
    act(request, fees.paid, on=DAY, receipt_number="测试1", yuan=yuan)
    return request


def back(request: InfoRequest, yuan: int, reason: str = "corrected", **changed: Any) -> FeeRefund:
    """A refund of the request's first payment."""
    given = {"on": DAY + timedelta(3), "explanation": "页数计算有误", "receipt_number": "测试退1", **changed}
    made: FeeRefund = act(request, refunds.refund, request.fees.first(), yuan=yuan, reason=reason, **given)
    return made


def test_no_more_goes_back_than_was_paid(desk: TestDesk, charges: Desk) -> None:
    request = _paid(desk)
    before = (request.state, request.due_on)
    with pytest.raises(ValidationError, match="还可以退200元"):
        back(request, 201)
    with pytest.raises(ValidationError, match="还可以退200元"):
        back(request, 0)
    back(request, 150)
    with pytest.raises(ValidationError, match="还可以退50元"):
        back(request, 51)
    back(request, 50)
    with pytest.raises(ValidationError, match="全部退还"):
        back(request, 1)
    assert (request.state, request.due_on) == before
    assert [one.yuan for one in request.refunds.all()] == [150, 50]
    assert Event.objects.filter(verb="request.fee_refund").count() == 2


def test_each_reason_has_its_conditions(desk: TestDesk, charges: Desk) -> None:
    request = _paid(desk, yuan=250)
    assert request.fees.get().paid_yuan == 250
    with pytest.raises(ValidationError, match="多缴的还有50元"):
        back(request, 60, "overpaid")
    back(request, 50, "overpaid", explanation="")
    with pytest.raises(ValidationError, match="多缴的还有0元"):
        back(request, 1, "overpaid")
    with pytest.raises(ValidationError, match="没有撤回"):
        back(request, 100, "withdrawn")
    with pytest.raises(ValidationError, match="写明为什么"):
        back(request, 100, "corrected", explanation=" ")
    with pytest.raises(ValidationError, match="请选择退费原因"):
        back(request, 100, "nothing")
    with pytest.raises(ValidationError, match="财政票据号码"):
        back(request, 100, receipt_number="")
    with pytest.raises(ValidationError, match="不能早于缴费之日"):
        back(request, 100, on=DAY - timedelta(1))
    with pytest.raises(ValidationError, match="由登记员、公开工作机构"):
        back(request, 100, roles={"handler"})
    desk.take(request, "withdrawn", DAY + timedelta(5))
    back(request, 200, "withdrawn", on=DAY + timedelta(6), explanation="")
    unpaid = _working(desk)
    act(unpaid, fees.notify, standard="pages", pages=50, on=DAY)
    with pytest.raises(ValidationError, match="没有可以退的缴费"):
        back(unpaid, 10)
    with pytest.raises(ValidationError, match="没有缴足"):
        act(unpaid, fees.paid, on=DAY, receipt_number="测试2", yuan=199)


def test_a_payment_that_went_back_is_not_struck(desk: TestDesk, charges: Desk) -> None:
    request = _paid(desk)
    step = request.steps.get(event="fee_paid")
    back(request, 10)
    with pytest.raises(ValidationError, match="已经登记退费"):
        act(request, lambda row, *, by, roles: strike(row, step, reason="误办", by=by))
    other = _paid(desk)
    paid = other.steps.get(event="fee_paid")
    act(other, lambda row, *, by, roles: strike(row, paid, reason="误办", by=by))
    notice = other.fees.get()
    assert (notice.paid_on, notice.paid_yuan, other.state) == (None, None, "fee_noticed")


def test_what_went_back_is_counted_off(desk: TestDesk, charges: Desk) -> None:
    request = _paid(desk, yuan=260)
    back(request, 60, "overpaid")
    back(request, 40, on=date(2026, 1, 5))
    found = charged([desk.agency.pk], 2025)
    assert (found.notices, found.noticed, found.payments, found.paid) == (1, 200, 1, 260)
    assert (found.refunds, found.refunded, found.received) == (1, 60, 200)
    assert charged([desk.agency.pk], 2026).received == -40
    assert charged([], 2025).received == 0
