"""An extension in two hands: proposed by the handler, decided by the head, dropped where it no longer fits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import extensions
from gongkai_web.info_requests.actions.letters import issue
from gongkai_web.info_requests.actions.proposed import drop_passed
from gongkai_web.info_requests.actions.steps import lock, strike
from gongkai_web.info_requests.models import Desk, ExtensionProposal, InfoRequest, Letter
from gongkai_web.info_requests.queries.days import long_calendar
from gongkai_web.info_requests.queries.lists import counts, rows_of
from gongkai_web.notify.models import Message
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import World
from tests.web.info_requests.acts import act
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.test_case_frame import send

HANDLER = frozenset({"handler"})
HEAD = frozenset({"disclosure_office_head", "disclosure_office"})


def proposed(request: InfoRequest, world: World, **changed: Any) -> ExtensionProposal:
    """A proposal of the handler's."""
    given = {"days": 20, "reason": "需要核对的材料较多", **changed}
    person = world.person(Role.HANDLER)
    with_name = Actor(account=person.get_username(), name=person.name)

    with transaction.atomic():
        made = extensions.propose(lock(request, version=None), **given, by=with_name, roles=HANDLER)
    request.refresh_from_db()
    return made


def waits_for_head(world: World) -> list[InfoRequest]:
    """The head's list."""
    head = world.person(Role.DISCLOSURE_OFFICE_HEAD)
    today = timezone.localdate()
    found = rows_of(Scope.of(head), head.pk, {"list": "for_me"}, today, long_calendar())
    assert counts(Scope.of(head), head.pk, today, long_calendar()).for_me == found.count()
    return list(found)


def test_the_handler_proposes_and_the_head_approves(request_: InfoRequest, enter: Any, world: World) -> None:
    handler, head = enter(Role.HANDLER), enter(Role.DISCLOSURE_OFFICE_HEAD)
    before = (request_.state, request_.due_on)
    assert request_ not in waits_for_head(world)
    page = handler.get(request_.get_absolute_url())
    assert "建议延长答复期限" in page.content.decode()
    assert "建议延长答复期限" not in head.get(request_.get_absolute_url()).content.decode()
    answer = send(handler, request_, "extension_propose", "acts", days=15, reason="需要核对的材料较多")
    assert answer.status_code == 302
    request_.refresh_from_db()
    assert (request_.state, request_.due_on) == before  # nothing moves of itself
    assert not request_.steps.filter(event="extended").exists()
    made = request_.extension_proposals.get()
    assert (made.state, made.days, made.proposed_by) == ("open", 15, world.person(Role.HANDLER))
    assert made.letter.code == "L04"
    assert "需要核对的材料较多" in made.letter.values
    assert Message.objects.filter(
        user=world.person(Role.DISCLOSURE_OFFICE_HEAD), template="request.extension_proposed"
    ).exists()
    assert request_ in waits_for_head(world)

    page = head.get(request_.get_absolute_url()).content.decode()
    assert "批准延期建议" in page
    assert "退回延期建议" in page
    assert head.get(f"{request_.get_absolute_url()}steps/extended/").status_code == 409  # by way of the proposal
    assert handler.get(f"{request_.get_absolute_url()}acts/extension_approve/").status_code == 403
    tried = send(head, request_, "extension_approve", "acts", **{"try": "1"})
    assert tried.context["trial"].moved
    assert send(head, request_, "extension_approve", "acts").status_code == 302
    request_.refresh_from_db()
    made.refresh_from_db()
    step = request_.steps.get(event="extended")
    assert request_.due_on == tried.context["trial"].row.due_on > before[1]
    assert (made.state, made.step, made.letter.step) == ("approved", step, step)
    assert step.data["days"] == 15
    assert step.data["approved_by"] == world.person(Role.DISCLOSURE_OFFICE_HEAD).name
    assert head.get(f"{request_.get_absolute_url()}acts/extension_approve/").status_code == 409
    assert request_.steps.filter(event="extended").count() == 1
    assert request_ not in waits_for_head(world)
    assert Message.objects.filter(user=world.person(Role.HANDLER), template="request.extension_approved").exists()
    assert "等待公开工作机构负责人批准" not in head.get(request_.get_absolute_url()).content.decode()


def test_a_double_click_approves_once(request_: InfoRequest, enter: Any, world: World) -> None:
    proposed(request_, world)
    head, url = enter(Role.DISCLOSURE_OFFICE_HEAD), f"{request_.get_absolute_url()}acts/extension_approve/"
    form = head.get(url).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    assert head.post(url, values).status_code == 302
    again = head.post(url, values, follow=True)
    assert "没有重复办理" in again.content.decode()
    assert request_.steps.filter(event="extended").count() == 1


def test_the_head_returns_it_and_another_may_follow(request_: InfoRequest, enter: Any, world: World) -> None:
    first = proposed(request_, world)
    head = enter(Role.DISCLOSURE_OFFICE_HEAD)
    assert "reason" in send(head, request_, "extension_return", "acts", reason="").context["form"].errors
    assert send(head, request_, "extension_return", "acts", reason="理由不具体").status_code == 302
    first.refresh_from_db()
    assert (first.state, first.answer) == ("returned", "理由不具体")
    assert Message.objects.filter(user=world.person(Role.HANDLER), template="request.extension_returned").exists()
    assert "理由不具体" in enter(Role.HANDLER).get(request_.get_absolute_url()).content.decode()
    second = proposed(request_, world, reason="需要查阅移交档案馆的三卷档案")
    assert second.letter_id == first.letter_id  # the same draft, written anew
    assert "三卷档案" in second.letter.values
    with pytest.raises(ValidationError, match="已有延期建议"):
        proposed(request_, world)
    assert send(enter(Role.HANDLER), request_, "extension_withdraw", "acts").status_code == 302
    second.refresh_from_db()
    assert (second.state, second.letter) == ("withdrawn", None)
    assert not Letter.objects.filter(request=request_, code="L04").exists()


def test_the_head_goes_directly(request_: InfoRequest, enter: Any, world: World) -> None:
    head = enter(Role.DISCLOSURE_OFFICE_HEAD)
    refused = head.get(f"{request_.get_absolute_url()}acts/extension_propose/")
    assert refused.status_code == 409
    assert "请直接办理" in refused.content.decode()
    with pytest.raises(ValidationError, match="请直接办理"):
        act(request_, extensions.propose, days=20, reason="理由", roles=HEAD)
    assert send(head, request_, "extended", days=20, reason="需要核对").status_code == 302
    refused = enter(Role.HANDLER).get(f"{request_.get_absolute_url()}acts/extension_propose/")
    assert refused.status_code == 409
    assert "已经延长过一次" in refused.content.decode()


def test_the_law_says_when_there_is_none(desk: TestDesk, world: World) -> None:
    late = desk.register(timezone.localdate() - timedelta(days=60))
    with pytest.raises(ValidationError, match="延长无效"):
        proposed(late, world)
    with pytest.raises(ValidationError, match="超过了20个工作日"):
        proposed(desk.register(), world, days=21)
    waits = desk.register(channel="internet")
    with pytest.raises(ValidationError, match="不能建议延长"):
        proposed(waits, world)
    assert ExtensionProposal.objects.count() == 0


def test_twice_where_the_desk_chose_so(desk: TestDesk, world: World, request_: InfoRequest) -> None:
    desk.take(request_, "extended", days=5, reason="理由")
    with pytest.raises(ValidationError, match="已经延长过一次"):
        proposed(request_, world)
    Desk.objects.create(agency=desk.agency, law={"extension_once": False})
    assert proposed(request_, world).state == "open"


def test_what_no_longer_fits_is_dropped_and_told(desk: TestDesk, world: World, request_: InfoRequest) -> None:
    made = proposed(request_, world)
    desk.take(request_, "third_party_asked", party="1")  # the limit still runs and may be extended
    made.refresh_from_db()
    assert made.state == "open"
    desk.take(request_, "withdrawn")
    made.refresh_from_db()
    assert (made.state, made.letter) == ("dropped", None)
    assert "已经办结" in made.answer
    assert Message.objects.filter(user=world.person(Role.HANDLER), template="request.extension_dropped").exists()
    assert Event.objects.filter(verb="request.extension_drop").count() == 1
    with pytest.raises(ValidationError, match="没有等待批准"):
        act(request_, extensions.approve, on=timezone.localdate(), roles=HEAD)


@pytest.mark.parametrize("event", ["fee_notified", "clarification_asked", "reasons_asked"])
def test_a_step_to_where_none_may_be_extended_drops_it(
    desk: TestDesk, world: World, request_: InfoRequest, event: str
) -> None:
    made = proposed(request_, world)
    desk.take(request_, event)
    made.refresh_from_db()
    assert made.state == "dropped"
    assert "不能“延长答复期限”" in made.answer
    assert request_.state != "processing"


def test_a_limit_that_ran_out_drops_it(world: World, request_: InfoRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    made = proposed(request_, world)
    assert drop_passed(timezone.localdate(), by=BY) == 0
    after = request_.due_on + timedelta(days=3)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: after)
    with pytest.raises(ValidationError, match="延长无效"):
        act(request_, extensions.approve, on=after, roles=HEAD)
    assert drop_passed(after, by=BY) == 1
    made.refresh_from_db()
    assert made.state == "dropped"
    assert "延长无效" in made.answer


def test_no_notice_before_the_approval(world: World, request_: InfoRequest) -> None:
    made = proposed(request_, world)
    with pytest.raises(ValidationError, match="负责人同意以后"):
        issue(made.letter, on=timezone.localdate(), by=BY)
    act(request_, extensions.approve, on=timezone.localdate(), roles=HEAD)
    sent = issue(Letter.objects.get(pk=made.letter_id), on=timezone.localdate(), by=BY)
    assert "需要核对的材料较多" in sent.values


def test_a_struck_extension_frees_the_way(world: World, request_: InfoRequest) -> None:
    made = proposed(request_, world)
    step = act(request_, extensions.approve, on=timezone.localdate(), roles=HEAD)

    with transaction.atomic():
        strike(lock(request_, version=None), step, reason="误办", by=BY)
    made.refresh_from_db()
    assert made.state == "dropped"
    request_.refresh_from_db()
    assert proposed(request_, world).state == "open"


def test_days_before_the_proposal_are_refused(world: World, request_: InfoRequest) -> None:
    proposed(request_, world)
    with pytest.raises(ValidationError, match="不能早于建议之日"):
        act(request_, extensions.approve, on=date(2025, 1, 2), roles=HEAD)
