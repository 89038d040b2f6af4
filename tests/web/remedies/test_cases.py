"""Cases from beginning to end, with the request that they are about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions.steps import Repeated
from gongkai_web.remedies.actions.cases import change_case, decide_case, open_case, reopen_request
from gongkai_web.remedies.limits import rule_of_reply
from gongkai_web.remedies.models import RemedyCase
from tests.web.info_requests.conftest import BY
from tests.web.remedies.conftest import FILED, Court


def decide(case: RemedyCase, result: str, on: date, **more: Any) -> RemedyCase:
    return decide_case(case, {"result": result, "decided_on": on, **more}, by=BY)


def test_a_review_that_corrects_takes_the_request_up_again(court: Court) -> None:
    request = court.replied()
    case = court.open(request)
    request.refresh_from_db()
    assert (request.state, case.round, case.noted) == ("under_review", 1, "")
    case = change_case(case, {"accepted_on": date(2025, 11, 12), "notified_on": date(2025, 11, 14)}, by=BY)
    assert case.reply_by == date(2025, 11, 28)  # ten working days, ARL2023/48
    assert case.decision_by == date(2026, 1, 12)  # sixty days of the calendar, rolled over the week-end
    rule = rule_of_reply(case)
    assert rule is not None
    assert rule.clauses[0] == "ARL2023/48"
    case = change_case(case, {"procedure": "simplified", "replied_on": date(2025, 11, 20)}, by=BY)
    assert (case.reply_by, case.decision_by) == (date(2025, 11, 21), date(2025, 12, 12))
    case = decide(
        case, "revoked", date(2025, 12, 10), received_on=date(2025, 12, 11), must_redo=True,
        redo_by=date(2026, 1, 16), fault="search", lesson="检索范围应当包括档案室",
    )  # fmt: skip
    request.refresh_from_db()
    assert request.state == "archived"
    assert case.sue_by == date(2025, 12, 26)
    assert RemedyCase.objects.to_carry_out().get() == case
    case = reopen_request(case, on=date(2025, 12, 15), by=BY, token="t")
    request.refresh_from_db()
    assert (request.state, request.round, request.due_on) == ("processing", 2, date(2026, 1, 16))
    assert not RemedyCase.objects.to_carry_out().exists()
    with pytest.raises(ValidationError, match="已于2025-12-15重新处理"):
        reopen_request(case, on=date(2025, 12, 15), by=BY)
    with pytest.raises(ValidationError, match="不能再改"):
        decide(case, "upheld", date(2025, 12, 10), must_redo=False, redo_by=None, fault="")
    assert [step.event for step in request.steps.order_by("number")][-3:] == [
        "review_opened", "review_ended", "reopened",
    ]  # fmt: skip


def test_a_form_sent_twice_reopens_once(court: Court) -> None:
    request = court.replied()
    case = decide(court.open(request), "ordered_to_act", date(2025, 12, 10), must_redo=True)
    case = reopen_request(case, on=date(2025, 12, 15), by=BY, token="t")
    RemedyCase.objects.filter(pk=case.pk).update(reopened_on=None)
    with pytest.raises(Repeated):
        reopen_request(case, on=date(2025, 12, 15), by=BY, token="t")


def test_a_lawsuit_after_the_review(court: Court) -> None:
    request = court.replied()
    review = decide(court.open(request), "upheld", date(2025, 12, 10))
    suit = court.open(
        group="lawsuit_after_review", organ="清溪县人民法院", number="（2025）测行初1号", review=review,
        filed_on=date(2025, 12, 20),
    )  # fmt: skip
    request.refresh_from_db()
    assert (suit.request, request.state) == (request, "in_court")
    suit = change_case(
        suit,
        {"notified_on": date(2025, 12, 24), "first_result": "revoked", "first_decided_on": date(2026, 3, 2),
         "first_received_on": date(2026, 3, 4), "appealed_on": date(2026, 3, 10), "appeal_number": "（2026）测行终2号"},
        by=BY,
    )  # fmt: skip
    assert suit.reply_by == date(2026, 1, 8)  # fifteen days of the calendar, APL2017/67
    assert suit.appeal_by == date(2026, 3, 19)
    assert suit.cell(2026) == "pending"
    suit = decide(suit, "claims_dismissed", date(2026, 6, 2))
    request.refresh_from_db()
    assert (request.state, suit.cell(2026)) == ("archived", "upheld")


def test_two_cases_of_one_request(court: Court) -> None:
    request = court.replied()
    first = court.open(request)
    second = court.open(request, number="清政复〔2025〕8号")
    assert second.noted == "登记时申请已在复议或者诉讼中，不重复记步骤。"
    decide(first, "upheld", date(2025, 12, 1))
    request.refresh_from_db()
    assert request.state == "under_review"
    decide(second, "upheld", date(2025, 12, 2))
    request.refresh_from_db()
    assert request.state == "archived"


def test_a_review_because_nothing_was_answered(court: Court) -> None:
    request = court.desk.register(date(2025, 9, 26))
    case = court.open(request, subject="no_reply")
    request.refresh_from_db()
    assert (request.state, case.noted) == ("registered", "登记时申请仍在办理，办理继续进行。")
    case = decide(case, "ordered_to_act", date(2025, 12, 2), must_redo=True)
    with pytest.raises(ValidationError, match="不能“重新作出处理”"):
        reopen_request(case, on=date(2025, 12, 3), by=BY)
    case.refresh_from_db()
    assert case.reopened_on is None


def test_without_a_request_of_ours(court: Court) -> None:
    case = court.open(number="", filed_on=date(2019, 3, 4), subject="no_reply")
    case = change_case(case, {"notified_on": date(2019, 3, 6)}, by=BY)
    assert case.reply_by == date(2019, 3, 18)  # ARL2017/23: ten days of the calendar, rolled
    case = decide(case, "revoked", date(2019, 5, 6), must_redo=True)
    with pytest.raises(ValidationError, match="没有关联申请"):
        reopen_request(case, on=date(2019, 5, 7), by=BY)
    request = court.replied()
    case = change_case(case, {"request": request}, by=BY)
    assert case.noted == "登记时已经审结，申请的步骤不再补记。"


def test_the_day_that_the_organ_set_stands(court: Court) -> None:
    case = court.open(notified_on=date(2025, 11, 14), reply_set=date(2025, 11, 18))
    assert case.reply_by == date(2025, 11, 18)
    assert rule_of_reply(case) is None
    assert list(RemedyCase.objects.reply_due(date(2025, 11, 18))) == [case]


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"filed_on": timezone.localdate() + timedelta(days=1)}, "filed_on"),
        ({"filed_on": date(2007, 1, 2)}, "filed_on"),
        ({"accepted_on": FILED - timedelta(days=1)}, "accepted_on"),
        ({"first_result": "revoked", "first_decided_on": FILED}, "first_result"),
        ({"group": "lawsuit_direct", "first_result": "upheld", "first_decided_on": FILED}, "first_result"),
        ({"group": "lawsuit_direct", "first_result": "revoked"}, "first_decided_on"),
        ({"group": "lawsuit_direct", "appealed_on": FILED}, "appealed_on"),
        ({"organ": ""}, "organ"),
        ({"group": "arbitration"}, "group"),
        ({"subject": "D99"}, "subject"),
        ({"costs": -1}, "costs"),
    ],
)
def test_what_cannot_be(court: Court, changed: dict[str, Any], name: str) -> None:
    with pytest.raises((ValidationError, KeyError)) as told:
        court.open(**changed)
    if isinstance(told.value, ValidationError):
        assert name in told.value.message_dict
    assert not RemedyCase.objects.exists()


def test_what_cannot_be_the_end(court: Court) -> None:
    case = court.open()
    for data, name in (
        ({"result": "claims_dismissed", "decided_on": FILED}, "result"),
        ({"result": "upheld", "decided_on": None}, "result"),
        ({"result": "upheld", "decided_on": FILED, "must_redo": True}, "result"),
        ({"result": "revoked", "decided_on": FILED, "redo_by": FILED}, "redo_by"),
        ({"result": "upheld", "decided_on": FILED - timedelta(days=1)}, "decided_on"),
    ):
        with pytest.raises(ValidationError) as told:
            decide_case(case, data, by=BY)
        assert name in told.value.message_dict


def test_whose_request_and_whose_review(court: Court) -> None:
    request = court.replied()
    practice = court.desk.register(date(2025, 9, 26), practice=True)
    review = court.open(request)
    with pytest.raises(ValidationError, match="练习件"):
        court.open(practice, number="2")
    other = open_case(
        court.desk.agency.superior,
        {"group": "review", "organ": "省政府", "subject": "other", "filed_on": FILED},
        by=BY,
    )
    with pytest.raises(ValidationError, match="本机关的一件行政复议"):
        court.open(group="lawsuit_after_review", review=other, number="3")
    with pytest.raises(ValidationError, match="只有复议后起诉"):
        court.open(review=review, number="4")
    with pytest.raises(ValidationError, match="不是本机关受理"):
        open_case(court.desk.agency.superior, {"group": "review", "organ": "省", "subject": "D6", "filed_on": FILED,
                  "request": request}, by=BY)  # fmt: skip
    with pytest.raises(ValidationError, match="已登记过这个案号"):
        court.open()


def test_two_officers_at_once(court: Court) -> None:
    case = court.open()
    change_case(case, {"organ": "清溪县司法局"}, by=BY, version=0)
    with pytest.raises(ValidationError, match="其他人刚刚修改"):
        change_case(case, {"organ": "另一机关"}, by=BY, version=0)


def test_the_party_is_sealed_and_not_in_the_log(court: Court) -> None:
    case = court.open(party="测试保密人", claim="请求撤销，测试保密人")
    change_case(case, {"party": "测试保密人二"}, by=BY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT party FROM remedies_remedycase WHERE id = %s", [case.pk])
        assert "测试保密人" not in cursor.fetchone()[0]
    told = str(list(Event.objects.filter(object_kind="remedy").values("object_name", "before", "after")))
    assert "测试保密人" not in told
