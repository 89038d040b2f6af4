"""While the head of the disclosure office is away his deputy decides about extensions, and not about his own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import extensions
from gongkai_web.info_requests.actions.absences import add_absence, end_absence
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.models import Absence, InfoRequest
from gongkai_web.info_requests.queries.absences import for_absent_head
from gongkai_web.info_requests.queries.days import long_calendar
from gongkai_web.info_requests.queries.lists import counts, page_of, rows_of
from gongkai_web.notify.models import Message
from gongkai_web.organisations.actions import grant
from gongkai_web.organisations.models import Membership
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY
from tests.web.info_requests.test_case_frame import send
from tests.web.info_requests.test_extension_proposals import proposed

SITE = Actor.system("测试")
HEAD, DEPUTY = Role.DISCLOSURE_OFFICE_HEAD, Role.LEGAL_REVIEWER


def leave(world: World, deputy: Role = DEPUTY, *, first: int = 0, last: int = 3, agency: Any = None) -> Absence:
    """The head's leave, in days from today."""
    today = timezone.localdate()
    return add_absence(
        agency or world.bureau, person=world.person(HEAD), deputy=world.person(deputy),
        first=today + timedelta(days=first), last=today + timedelta(days=last), by=BY,
    )  # fmt: skip


def waiting(person: User) -> list[InfoRequest]:
    """His list, which counts what it shows."""
    scope, today, on = Scope.of(person), timezone.localdate(), long_calendar()
    found = list(rows_of(scope, person.pk, {"list": "for_me"}, today, on))
    assert counts(scope, person.pk, today, on).for_me == len(found)
    assert page_of(scope, person.pk, {"list": "for_me"}, today, on, 1).rows == found
    return found


def url(row: InfoRequest, name: str = "extension_approve") -> str:
    """The address of an act."""
    return f"{row.get_absolute_url()}acts/{name}/"


def offered(client: Client, row: InfoRequest) -> set[str]:
    """The addresses of what the page of the case offers."""
    shown = html.document_fromstring(client.get(row.get_absolute_url()).content.decode())
    return set(shown.xpath("//section[@id='next']//a/@href"))


def test_the_deputy_approves_for_the_head(request_: InfoRequest, enter: Any, world: World) -> None:
    leave(world)
    proposed(request_, world)
    person, head = world.person(DEPUTY), world.person(HEAD)
    assert Message.objects.filter(user=person, template="request.extension_proposed").exists()
    assert request_ in waiting(person)
    assert request_ in waiting(head)  # who may still do it himself
    client = enter(DEPUTY)
    assert {url(request_), url(request_, "extension_return")} <= offered(client, request_)
    shown = client.get(url(request_)).content.decode()
    assert f"公开工作机构负责人{head.name}请假，由您代理" in shown
    tried = send(client, request_, "extension_approve", "acts", **{"try": "1"})
    assert tried.context["trial"].moved
    assert send(client, request_, "extension_approve", "acts").status_code == 302
    named = f"{person.name}（代{head.name}）"
    step = request_.steps.get(event="extended")
    assert (step.entered_by, step.entered_by_name, step.data["approved_by"]) == (person.username, named, named)
    assert request_.extension_proposals.get().decided_by_name == named
    event = Event.objects.get(verb="request.extension_approve")
    assert (event.actor, event.actor_name) == (person.username, named)
    assert named in client.get(request_.get_absolute_url()).content.decode()
    assert waiting(person) == []
    struck = send(client, request_, "strike", "acts", reason="误办")
    assert struck.status_code == 302
    step.refresh_from_db()
    assert step.struck_by_name == named


def test_the_deputy_returns_and_extends_directly(request_: InfoRequest, enter: Any, world: World) -> None:
    leave(world)
    proposed(request_, world)
    client = enter(DEPUTY)
    assert send(client, request_, "extension_return", "acts", reason="理由不具体").status_code == 302
    assert send(client, request_, "extended", days=10, reason="材料较多").status_code == 302
    step = request_.steps.get(event="extended")
    assert step.data["approved_by"] == f"{world.person(DEPUTY).name}（代{world.person(HEAD).name}）"


def test_the_page_asks_no_more(request_: InfoRequest, enter: Any, world: World) -> None:
    client = enter(DEPUTY)
    with CaptureQueriesContext(connection) as before:
        client.get(request_.get_absolute_url())
    leave(world)
    with CaptureQueriesContext(connection) as after:
        client.get(request_.get_absolute_url())
    assert len(after) <= len(before)


def test_no_day_before_the_leave(request_: InfoRequest, enter: Any, world: World) -> None:
    leave(world)
    yesterday = timezone.localdate() - timedelta(days=1)
    client = enter(DEPUTY)
    page = send(client, request_, "extended", days=10, reason="材料较多", on=yesterday.isoformat())
    assert "不在代理期间" in str(page.context["form"].errors["on"])
    proposed(request_, world).__class__.objects.update(proposed_on=yesterday)
    page = send(client, request_, "extension_approve", "acts", on=yesterday.isoformat())
    assert "不在代理期间" in str(page.context["form"].errors["on"])
    assert not request_.steps.filter(event="extended").exists()


@pytest.mark.parametrize("why", ["nobody", "before", "ended", "head no more", "deputy elsewhere", "another agency"])
def test_only_on_the_days_and_only_of_that_agency(
    request_: InfoRequest, enter: Any, world: World, why: str
) -> None:  # fmt: skip
    person, head = world.person(DEPUTY), world.person(HEAD)
    if why == "before":
        leave(world, first=1)
    elif why == "ended":
        end_absence(leave(world), by=BY)
    elif why in ("head no more", "deputy elsewhere"):
        leave(world)
        left = Membership.objects.filter(user=head if why == "head no more" else person)
        left.update(ended_at=timezone.now())
        grant(left.get().user, Role.HANDLER, world.bureau if why == "head no more" else world.other_bureau, by=SITE)
    elif why == "another agency":
        for one in (head, person):
            grant(one, Role.HANDLER, world.other_bureau, by=SITE)
        leave(world, agency=world.other_bureau)
    if why == "head no more":
        grant(world.person(Role.LEADER), HEAD, world.bureau, by=SITE)
    proposed(request_, world)
    assert not Message.objects.filter(user=person, template="request.extension_proposed").exists()
    assert request_ not in waiting(person)
    client = enter(DEPUTY)
    answer = client.get(url(request_))
    assert answer.status_code == (404 if why == "deputy elsewhere" else 403)
    assert client.post(url(request_), {"on": timezone.localdate()}).status_code == answer.status_code
    assert client.get(f"{request_.get_absolute_url()}steps/extended/").status_code == answer.status_code
    assert request_.extension_proposals.get().state == "open"


def test_nothing_else_that_the_head_may_do(request_: InfoRequest, enter: Any, world: World) -> None:
    client = enter(DEPUTY)
    before = offered(client, request_)
    leave(world)
    assert offered(client, request_) - before == {f"{request_.get_absolute_url()}steps/extended/"}
    assert client.get(url(request_, "code")).status_code == 403


def test_nobody_approves_what_is_his_own(request_: InfoRequest, enter: Any, world: World) -> None:
    leave(world, Role.HANDLER)
    proposed(request_, world)  # by the handler, who is the deputy
    person, client = world.person(Role.HANDLER), enter(Role.HANDLER)
    mine = for_absent_head(world.bureau.pk, person.pk, timezone.localdate())
    assert not InfoRequest.objects.filter(mine).exists()
    InfoRequest.objects.update(handler=None)
    assert not InfoRequest.objects.filter(mine).exists()  # he proposed it
    request_.extension_proposals.update(proposed_by=None)
    assert InfoRequest.objects.filter(mine).exists()
    InfoRequest.objects.update(handler=person)
    request_.extension_proposals.update(proposed_by=person)
    page = client.get(request_.get_absolute_url()).content.decode()
    assert "延期是您建议的" in page
    for name in ("extension_approve", "extension_return"):
        answer = client.get(url(request_, name))
        assert answer.status_code == 409
        assert "延期是您建议的" in answer.content.decode()
    assert send(client, request_, "extension_withdraw", "acts").status_code == 302
    answer = client.get(f"{request_.get_absolute_url()}steps/extended/")
    assert answer.status_code == 409
    assert "这件申请由您承办" in answer.content.decode()
    assert send(enter(HEAD), request_, "extended", days=10, reason="材料较多").status_code == 302
    answer = client.get(url(request_, "strike"))
    assert answer.status_code == 409
    assert "这件申请由您承办" in answer.content.decode()


def test_the_action_refuses_it_too(request_: InfoRequest, world: World) -> None:
    proposed(request_, world)
    handler, other = world.person(Role.HANDLER), world.person(DEPUTY)
    for person in (handler, other):
        if person == other:
            InfoRequest.objects.filter(pk=request_.pk).update(handler=other)
        by = Actor(person.username, person.name).in_place_of("测试负责人")
        with transaction.atomic():
            row = lock(request_, version=None)
            with pytest.raises(ValidationError) as refusal:
                extensions.approve(row, on=timezone.localdate(), by=by, roles=extensions.HEAD)
        assert refusal.value.code == "own"


def test_the_leave_says_so(request_: InfoRequest, enter: Any, world: World) -> None:
    today = timezone.localdate()
    data = {
        "act": "leave", "person": world.person(HEAD).pk, "deputy": world.person(Role.HANDLER).pk,
        "first": today.isoformat(), "last": today.isoformat(), "note": "",
    }  # fmt: skip
    page = enter(Role.DISCLOSURE_OFFICE).post("/staff/requests/handover/", data, follow=True).content.decode()
    assert "批准、退回延期建议" in page
    assert "承办1件在办申请" in page
