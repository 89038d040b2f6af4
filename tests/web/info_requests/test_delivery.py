"""Letters on their way: what a party gets, what runs from the receipt, who was quicker."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions import archiving, decisions, delivery, fees, parties
from gongkai_web.info_requests.actions.letters import issue, prepare, read_values
from gongkai_web.info_requests.models import Desk, InfoRequest, Letter
from tests.web.info_requests.acts import DAY, act, draft_of, to_reply
from tests.web.info_requests.conftest import PERSON, TestDesk
from tests.web.info_requests.test_case_frame import send

SECRETS = [PERSON[name] for name in ("applicant_name", "identity_number", "phone", "email", "address")]


@pytest.fixture
def request_(desk: TestDesk) -> InfoRequest:
    """One that is being worked on."""
    made = desk.register(DAY)
    desk.take(made, "assigned", DAY)
    return made


def _issued(request: InfoRequest, code: str, **of: Any) -> Letter:
    def go(row: InfoRequest, *, by: Any, roles: Any) -> Letter:
        return issue(prepare(row, code, by=by, **of), on=DAY, row=row, by=by)

    letter: Letter = act(request, go)
    return letter


def test_a_party_gets_nothing_of_the_applicant_and_its_days_run_from_the_receipt(request_: InfoRequest) -> None:
    asked = [parties.Asked("测试科技有限公司", "成本数据", address="清溪县测试路2号")]
    (party,) = act(request_, parties.ask, "third_party", asked, on=DAY)
    step = request_.steps.get(event="third_party_asked")
    letter = _issued(request_, "L05", party=party, step=step)
    told = json.dumps(read_values(letter), ensure_ascii=False) + letter.title
    assert "成本数据" in told
    assert not [secret for secret in SECRETS if secret in told]
    with pytest.raises(ValidationError, match="请填写邮件号码"):
        act(request_, delivery.letter_delivered, letter, route="post", sent_on=DAY)
    with pytest.raises(ValidationError, match="不能早于送出之日"):
        act(
            request_, delivery.letter_delivered, letter, route="post", sent_on=DAY, proof="XA1",
            delivered_on=DAY - timedelta(1),
        )  # fmt: skip
    received = date(2025, 9, 29)
    act(request_, delivery.letter_delivered, letter, route="post", sent_on=DAY, proof="XA1", delivered_on=received)
    party.refresh_from_db()
    step.refresh_from_db()
    assert (party.delivered_on, party.answer_by, step.data["delivered_on"]) == (
        received, date(2025, 10, 27), "2025-09-29",
    )  # fmt: skip


def test_the_time_to_pay_runs_from_the_receipt(request_: InfoRequest) -> None:
    Desk.objects.create(agency=request_.agency, charges_fees=True, how_to_pay="清溪县非税收入专户。")
    notice = act(request_, fees.notify, standard="pages", pages=50, on=DAY)
    letter = _issued(request_, "L09", step=request_.steps.get(event="fee_notified"))
    act(
        request_, delivery.letter_delivered, letter, route="pick_up", sent_on=DAY, proof="测试签收",
        delivered_on=date(2025, 9, 29),
    )  # fmt: skip
    notice.refresh_from_db()
    assert (notice.delivered_on, notice.pay_by) == (date(2025, 9, 29), date(2025, 11, 3))


def test_what_has_no_proof_is_not_archived(request_: InfoRequest) -> None:
    (party,) = act(request_, parties.ask, "co_maker", [parties.Asked("清溪县教育局", "名单")], on=DAY)
    _issued(request_, "L08", party=party, step=request_.steps.get(event="co_maker_asked"))
    act(request_, parties.answered, party, on=DAY, opinion="agrees", answer="")
    act(request_, decisions.draft, draft_of("D8"), on=DAY)
    to_reply(request_)
    with pytest.raises(ValidationError, match="还没有登记送达"):
        act(request_, archiving.archive, on=DAY)
    letter = request_.letters.get(code="L08")
    act(request_, delivery.letter_delivered, letter, route="pick_up", sent_on=DAY, delivered_on=DAY, proof="签收")
    act(request_, archiving.archive, on=DAY)


def test_a_changed_record_is_seen_against_the_closed_list(request_: InfoRequest) -> None:
    from gongkai_web.info_requests.queries.folder import file_list

    act(request_, decisions.draft, draft_of("D8"), on=DAY)
    to_reply(request_)
    step = act(request_, archiving.archive, on=DAY)
    closed = {one.key: one.digest for one in step.closed_files.all()}
    request_.decisions.update(reasons="事后改写。")
    now = {one.key: one.digest for one in file_list(request_)}
    changed = {key for key, digest in closed.items() if key.startswith("decision") and now[key] != digest}
    assert len(changed) == 1


def test_the_list_of_the_folder_says_what_each_is_and_no_day_twice(request_: InfoRequest) -> None:
    from gongkai_web.info_requests.queries.folder import file_list

    act(request_, decisions.draft, draft_of("D8"), on=DAY)
    to_reply(request_)
    lines = file_list(request_)
    assert not [one.title for one in lines if str(DAY) in one.title]
    names = [one.name for one in lines]
    assert names[0] == "政府信息公开申请"
    assert {"处理决定：没有现成信息需要另行制作", "办理步骤：拟出答复"} <= set(names)
    reply = request_.letters.get(code="L15")
    assert f"没有现成信息答复书（{reply.number}）" in names


def test_the_second_officer_is_told_and_nothing_is_overwritten(request_: InfoRequest, enter: Any) -> None:
    act(request_, decisions.draft, draft_of("D8"), on=DAY)
    first, second = enter(Role.HANDLER), enter(Role.DISCLOSURE_OFFICE)
    url = f"{request_.get_absolute_url()}acts/draft/"
    form = second.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"reasons": "第二个人写的理由。"}
    assert send(first, request_, "draft", "acts", reasons="第一个人写的理由。").status_code == 302
    answer = second.post(url, {key: value for key, value in typed.items() if value is not None})
    assert answer.status_code == 409
    assert "第二个人写的理由。" in answer.content.decode()
    assert request_.decisions.get().reasons == "第一个人写的理由。"


def test_nothing_personal_is_in_the_log(request_: InfoRequest) -> None:
    asked = [parties.Asked("测试科技有限公司", "成本数据", "13900000002")]
    (party,) = act(request_, parties.ask, "third_party", asked, on=DAY)
    act(request_, parties.answered, party, on=DAY, opinion="objects", answer="电话13900000002。")
    act(request_, parties.override, party, reason="公共利益。")
    told = str(list(Event.objects.values("object_name", "before", "after")))
    told += str(list(request_.steps.values("data", "note")))
    assert not [secret for secret in (*SECRETS, "13900000002", "测试科技有限公司") if secret in told]
