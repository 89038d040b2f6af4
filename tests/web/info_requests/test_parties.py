"""Third parties, co-makers, other organs: the law's days, silence, overruling, and nothing of the applicant's told."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.law.calendar import standard_calendar
from gongkai.law.deadlines import clock
from gongkai.law.events import read_events
from gongkai_web.info_requests.actions import decisions, delivery, parties
from gongkai_web.info_requests.actions.steps import lock, strike
from gongkai_web.info_requests.clock import law_events
from gongkai_web.info_requests.models import InfoRequest, Party
from tests.web.info_requests.acts import ALL, DAY, act, agree, draft_of
from tests.web.info_requests.conftest import BY, TestDesk

ASKED = [parties.Asked("测试科技有限公司", "成本数据", "13900000002"), parties.Asked("测试制造有限公司", "工艺参数")]


@pytest.fixture
def request_(desk: TestDesk) -> InfoRequest:
    """One that is being worked on."""
    made = desk.register(DAY)
    desk.take(made, "assigned", DAY)
    return made


def _due(request: InfoRequest) -> date | None:
    return clock(read_events(law_events(request.steps.order_by("number"), round_=1)), calendar=standard_calendar()).due


def test_one_act_asks_several(request_: InfoRequest) -> None:
    made = act(request_, parties.ask, "third_party", ASKED, on=date(2025, 10, 9), token="t")
    assert [one.key for one in made] == ["1", "2"]
    assert request_.steps.filter(event="third_party_asked").count() == 2
    assert request_.due_on == _due(request_)
    assert request_.waits_for == "征求第三方意见"


def test_the_days_run_from_the_receipt(request_: InfoRequest) -> None:
    one, _ = act(request_, parties.ask, "third_party", ASKED, on=date(2025, 10, 9))
    with pytest.raises(ValidationError, match="收到征求意见书的日期"):
        act(request_, parties.lapsed, one, on=date(2025, 12, 1))
    before = request_.due_on
    act(request_, parties.delivered, one, on=date(2025, 10, 13))
    one.refresh_from_db()
    assert (one.delivered_on, one.answer_by) == (date(2025, 10, 13), date(2025, 11, 3))
    assert request_.due_on == _due(request_)
    assert request_.due_on > before
    with pytest.raises(ValidationError, match="2025-11-03，还没有届满"):
        act(request_, parties.lapsed, one, on=date(2025, 11, 3))
    act(request_, parties.lapsed, one, on=date(2025, 11, 4))
    one.refresh_from_db()
    assert (one.opinion, one.answered_on) == ("silent", None)
    assert request_.due_on == _due(request_)
    with pytest.raises(ValidationError, match="已经答复或者已经登记逾期"):
        act(request_, parties.lapsed, one, on=date(2025, 11, 5))
    act(request_, parties.answered, one, on=date(2025, 11, 6), opinion="objects", answer="晚了，但不同意。")
    assert request_.due_on == _due(request_)


def test_a_receipt_before_the_letter_is_refused(request_: InfoRequest) -> None:
    one, _ = act(request_, parties.ask, "third_party", ASKED, on=date(2025, 10, 9))
    with pytest.raises(ValidationError, match="不能早于发函之日"):
        act(request_, parties.delivered, one, on=date(2025, 10, 8))
    with pytest.raises(ValidationError, match="不能晚于今天"):
        act(request_, parties.delivered, one, on=date(2030, 1, 1))


def test_other_organs_have_no_limit(request_: InfoRequest) -> None:
    (one,) = act(request_, parties.ask, "opinion", ASKED[:1], on=date(2025, 10, 9))
    act(request_, parties.delivered, one, on=date(2025, 10, 10))
    one.refresh_from_db()
    assert one.answer_by is None
    assert request_.due_on is None
    with pytest.raises(ValidationError, match="没有规定其他机关答复的期限"):
        act(request_, parties.lapsed, one, on=date(2026, 1, 5))
    act(request_, parties.answered, one, on=date(2025, 10, 20), opinion="agrees", answer="")
    assert request_.due_on == _due(request_)


def test_silence_of_a_co_maker_is_agreement(request_: InfoRequest) -> None:
    (one,) = act(request_, parties.ask, "co_maker", ASKED[:1], on=date(2025, 10, 9))
    act(request_, decisions.draft, draft_of("D2"), on=date(2025, 10, 10))
    agree(request_, "disclosure", on=date(2025, 10, 10))
    with pytest.raises(ValidationError, match="共同制作机关测试科技有限公司的意见"):
        act(request_, decisions.submit, on=date(2025, 10, 10))
    act(request_, parties.delivered, one, on=date(2025, 10, 10))
    act(request_, parties.lapsed, one, on=date(2025, 11, 3))
    act(request_, decisions.draft, draft_of("D2"), on=date(2025, 11, 3))
    act(request_, decisions.submit, on=date(2025, 11, 3))


@pytest.mark.parametrize("secret", ["测试申请人", "990101199001011234", "13800000001", "ceshi@example.invalid"])
def test_nothing_of_the_applicant_goes_to_a_party(request_: InfoRequest, secret: str) -> None:
    with pytest.raises(ValidationError, match="不得泄露申请人的信息"):
        act(request_, parties.ask, "third_party", [parties.Asked("测试公司", f"由{secret}申请的数据")], on=DAY)
    assert not Party.objects.exists()


def test_an_objection_stands_until_it_is_overruled_and_told(request_: InfoRequest) -> None:
    one, two = act(request_, parties.ask, "third_party", ASKED, on=date(2025, 10, 9))
    for party in (one, two):
        act(request_, parties.delivered, party, on=date(2025, 10, 9))
    with pytest.raises(ValidationError, match="意见和理由"):
        act(request_, parties.answered, one, on=date(2025, 10, 13), opinion="objects", answer="")
    with pytest.raises(ValidationError, match="请选择"):
        act(request_, parties.answered, one, on=date(2025, 10, 13), opinion="silent", answer="")
    act(request_, parties.answered, one, on=date(2025, 10, 13), opinion="objects", answer="商业秘密。")
    act(request_, parties.answered, two, on=date(2025, 10, 14), opinion="agrees", answer="")
    day = date(2025, 10, 15)
    act(request_, decisions.draft, draft_of("D2"), on=day)
    agree(request_, "disclosure", on=day)
    with pytest.raises(ValidationError, match="对第三方测试科技有限公司意见的处理"):
        act(request_, decisions.submit, on=day)
    with pytest.raises(ValidationError, match="只有第三方不同意"):
        act(request_, parties.override, two, reason="公共利益。")
    with pytest.raises(ValidationError, match="先写明"):
        act(request_, parties.tell, one, on=day)
    act(request_, parties.override, one, reason="涉及公共安全。")
    act(request_, decisions.submit, on=day)
    agree(request_, "secrecy", on=day)
    act(request_, decisions.approve, on=day)
    with pytest.raises(ValidationError, match="书面告知第三方测试科技有限公司"):
        act(request_, delivery.reply, on=day, route="online")
    act(request_, parties.tell, one, on=day)
    act(request_, delivery.reply, on=day, route="online")
    assert request_.outcome == "D2"


def test_a_struck_question_is_as_if_it_was_never_asked(request_: InfoRequest) -> None:
    before = request_.due_on
    (one,) = act(request_, parties.ask, "third_party", ASKED[:1], on=date(2025, 10, 9))
    with transaction.atomic():
        row = lock(request_, version=None)
        strike(row, row.steps.order_by("number").last(), reason="误办", by=BY)
    request_.refresh_from_db()
    one.refresh_from_db()
    assert (request_.due_on, one.asked_on) == (before, None)
    with pytest.raises(ValidationError, match="没有征求"):
        act(request_, parties.answered, one, on=date(2025, 10, 13), opinion="agrees", answer="")
    (again,) = act(request_, parties.ask, "third_party", ASKED[:1], on=date(2025, 10, 9))
    assert again.key == "2"


def test_only_those_may_ask_whom_the_table_names(request_: InfoRequest) -> None:
    with pytest.raises(ValidationError, match="由承办科室、公开工作机构"):
        act(request_, parties.ask, "third_party", ASKED, on=DAY, roles={"registrar"})
    assert not Party.objects.exists()
    assert ALL
