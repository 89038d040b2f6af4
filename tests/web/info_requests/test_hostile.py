"""Hostile texts through every field of registration, of the steps and acts of a case, and of the public forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.models import Application, InfoRequest, Matter
from gongkai_web.info_requests.screens.forms import act_forms, step_forms
from gongkai_web.portal.apply import grants
from tests.web.conftest import World
from tests.web.info_requests.conftest import TestDesk
from tests.web.info_requests.hostile import FORM, HOSTILE, body, harmless

KINDS = sorted(HOSTILE)
TYPED = ("applicant_name", "phone", "email", "address", "postcode", "title", "document_number", "content", "assistance",
         "identity_number", "agent_name", "agent_identity", "agent_phone", "identity_note", "mail_number")  # fmt: skip
DAYS = ("2018-01-02", "1949-10-01", "9999-12-31", "0000-00-00", "2025-02-30", "明天", "-1", "2025-13-01", "１", "")


@pytest.fixture
def everybody(world: World, settings: Any) -> Client:
    """Somebody who holds every role at the bureau."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    from gongkai_web.organisations.actions import grant
    from tests.web.conftest import BY

    person = world.person(Role.DISCLOSURE_OFFICE_HEAD)
    for role in (Role.REGISTRAR, Role.HANDLER, Role.SECRECY_REVIEWER, Role.LEGAL_REVIEWER, Role.LEADER):
        grant(person, role, world.bureau, by=BY)
    client = Client()
    client.force_login(person, backend="gongkai_web.accounts.backend.AccountBackend")
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_registration(kind: str, desk: TestDesk, everybody: Client) -> None:
    """Either it is refused with a reason, or it is shown as the text that it is."""
    kept = []
    for field in TYPED:
        try:
            with transaction.atomic():
                kept.append(desk.register(**{field: HOSTILE[kind]}))
        except ValidationError:
            continue
    pages = [f"/staff/requests/?list={name}" for name in ("open", "all")] + [row.get_absolute_url() for row in kept]
    for page in pages:
        answer = everybody.get(page)
        assert answer.status_code == 200, page
        assert harmless(answer.content.decode()), page
    for row in kept:
        visitor, answer = Client(), HttpResponse()
        grants.grant(answer, row)
        visitor.cookies[grants.COOKIE] = answer.cookies[grants.COOKIE].value
        shown = visitor.get("/apply/track/case/")
        assert shown.status_code == 200
        assert harmless(shown.content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_the_search_of_a_list(kind: str, desk: TestDesk, everybody: Client) -> None:
    desk.register()
    answer = everybody.get("/staff/requests/", QUERY_STRING=body({"list": "all", "q": HOSTILE[kind]}).decode())
    assert answer.status_code == 200
    assert harmless(answer.content.decode())


# Where each step and act may be taken; the steps that lead there.
WAYS: dict[str, tuple[str, ...]] = {
    "registered": (),
    "correction_sent": ("clarification_asked",),
    "processing": ("assigned",),
    "reasons_asked": ("assigned", "reasons_asked"),
    "fee_noticed": ("assigned", "fee_notified"),
    "drafting": ("assigned", "drafted"),
    "approving": ("assigned", "drafted", "submitted"),
    "signed": ("assigned", "drafted", "submitted", "approved"),
    "replied": ("assigned", "drafted", "submitted", "approved", "replied"),
    "archived": ("assigned", "drafted", "submitted", "approved", "replied", "archived"),
}


def case_in(desk: TestDesk, state: str) -> InfoRequest:
    day = timezone.localdate() - timedelta(days=2)
    request = desk.register(day)
    desk.walk(request, *WAYS[state], on=day)
    assert request.state == state
    return request


def addresses(state: str) -> list[str]:
    """Forms below a case that its state allows."""
    steps = [f"steps/{name}/" for name in step_forms() if any(row.event == name for row in procedure.next_steps(state))]
    acts = [f"acts/{name}/" for name, rule in act_forms().items() if rule.states is None or state in rule.states]
    return steps + acts


def filled(form: forms.Form, text: str) -> dict[str, str]:
    """What is sent: the text in every field where one types, what the page proposes or the first choice elsewhere."""
    found: dict[str, str] = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if name in ("version", "token"):
            found[name] = str(value)
        elif isinstance(field, forms.DateField):
            found[name] = timezone.localdate().isoformat()
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
            choices = [key for key, _ in field.choices if key]
            if choices:
                found[name] = str(choices[0])
        elif isinstance(field, forms.CharField):
            found[name] = text
        elif isinstance(field, forms.IntegerField):
            found[name] = str(value or 3)
    return found


# Each kind in every third state, and the reverse: all forms meet several kinds, in a third of the time.
EVERY_THIRD = [(state, kind) for n, state in enumerate(WAYS) for m, kind in enumerate(KINDS) if (n + m) % 3 == 0]


@pytest.mark.parametrize(("state", "kind"), EVERY_THIRD)
@pytest.mark.slow
def test_every_form_of_a_case(state: str, kind: str, desk: TestDesk, everybody: Client) -> None:
    for address in addresses(state):
        request = case_in(desk, state)
        url = request.get_absolute_url() + address
        shown = everybody.get(url)
        assert shown.status_code in (200, 302, 403, 409), url
        form = (shown.context or {}).get("form")
        if form is None:
            continue
        answer = everybody.post(url, body(filled(form, HOSTILE[kind])), content_type=FORM)
        # Several huge texts at once are more than the site takes of any form.
        taken = (200, 302, 403, 409, 422, 400) if kind == "huge" else (200, 302, 403, 409, 422)
        assert answer.status_code in taken, f"{url}: {answer.status_code}"
        assert answer.status_code != 400 or "提交的文字太多" in answer.content.decode()
        assert harmless(answer.content.decode("utf-8", "replace")), url
        page = everybody.get(request.get_absolute_url())
        assert page.status_code == 200
        assert harmless(page.content.decode()), url


@pytest.mark.parametrize("state", WAYS)
def test_days_that_cannot_be(state: str, desk: TestDesk, everybody: Client) -> None:
    request = case_in(desk, state)
    before = (request.version, request.steps.count())
    for address in addresses(state):
        if not address.startswith("steps/"):
            continue
        url = request.get_absolute_url() + address
        form = (everybody.get(url).context or {}).get("form")
        if form is None or "on" not in form.fields:
            continue
        for day in (*DAYS, (timezone.localdate() + timedelta(days=1)).isoformat()):
            values = {**filled(form, "测试"), "on": day}
            answer = everybody.post(url, body(values), content_type=FORM)
            assert answer.status_code in (200, 409, 422), f"{url} {day}: {answer.status_code}"
    request.refresh_from_db()
    assert (request.version, request.steps.count()) == before


@pytest.mark.parametrize("state", WAYS)
def test_steps_out_of_order_by_address(state: str, desk: TestDesk, everybody: Client) -> None:
    request = case_in(desk, state)
    before = (request.state, request.version, request.steps.count())
    allowed = {row.event for row in procedure.next_steps(state)}
    for event in procedure.events():
        if event in allowed:
            continue
        values = {"version": str(request.version), "token": "t" * 32, "on": timezone.localdate().isoformat()}
        answer = everybody.post(f"{request.get_absolute_url()}steps/{event}/", values)
        assert answer.status_code in (403, 404, 409), f"{event}: {answer.status_code}"
    request.refresh_from_db()
    assert (request.state, request.version, request.steps.count()) == before


PUBLIC = ("information", "applicant", "delivery")
VALUES: dict[str, dict[str, str]] = {
    "information": {"title": "测试信息", "document_number": "", "content": "测试描述"},
    "applicant": {
        "kind": "natural_person", "name": "测试申请人", "identity_kind": "identity_card",
        "identity_number": "990101199001011234", "phone": "13800000001", "email": "", "address": "", "postcode": "",
    },
    "delivery": {"form": "electronic", "route": "online", "assistance": ""},
}  # fmt: skip


def begun(world: World) -> Client:
    visitor = Client()
    assert visitor.post(f"/apply/to/{world.bureau.code}/").status_code == 302
    for part in PUBLIC:
        assert visitor.post(f"/apply/{part}/", VALUES[part]).status_code == 302
    return visitor


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_the_public_form(kind: str, world: World) -> None:
    visitor = begun(world)
    for part in PUBLIC:
        for field in VALUES[part]:
            values = {**VALUES[part], field: HOSTILE[kind]}
            answer = visitor.post(f"/apply/{part}/", body(values), content_type=FORM)
            assert answer.status_code in (302, 422), f"{part}.{field}: {answer.status_code}"
            assert harmless(answer.content.decode())
            again = visitor.get(f"/apply/{part}/")
            assert again.status_code == 200
            assert harmless(again.content.decode())
            assert visitor.post(f"/apply/{part}/", VALUES[part]).status_code == 302
    # The worst that the form lets through is sent, and shown.
    visitor.post(
        "/apply/information/", body({"title": HOSTILE[kind][:150], "content": HOSTILE[kind][:4000]}), content_type=FORM
    )
    assert harmless(visitor.get("/apply/review/").content.decode())
    answer = visitor.post("/apply/send/")
    assert answer.status_code in (302, 422)
    assert harmless(visitor.get("/apply/receipt/").content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_and_codes(kind: str, desk: TestDesk) -> None:
    desk.register()
    answer = Client().post("/apply/track/", body({"number": HOSTILE[kind], "code": HOSTILE[kind]}), content_type=FORM)
    assert answer.status_code == 422
    assert harmless(answer.content.decode())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["correction", "suggestion", "complaint"])
def test_other_matters(name: str, kind: str, world: World) -> None:
    url, visitor = f"/apply/{name}/to/{world.bureau.code}/", Client()
    text = HOSTILE[kind]
    values = {
        "title": text[:200],
        "text": text[:5000],
        "evidence": text[:2000],
        "name": text[:90],
        "contact": text[:90],
    }
    answer = visitor.post(url, body({**values, "token": "t" * 32}), content_type=FORM)
    assert answer.status_code in (302, 422)
    assert harmless(answer.content.decode())
    if answer.status_code == 302:
        assert Matter.objects.count() == 1
        assert harmless(visitor.get("/apply/matter/receipt/").content.decode())
        assert harmless(visitor.get("/apply/track/case/").content.decode())


def test_a_double_click_sends_once(world: World) -> None:
    visitor = begun(world)
    assert [visitor.post("/apply/send/").status_code for _ in range(3)] == [302, 302, 302]
    assert InfoRequest.objects.count() == 1
    assert Application.objects.exclude(request=None).count() == 1


def test_a_correction_sent_twice_is_one(desk: TestDesk) -> None:
    request = desk.register()
    desk.take(request, "clarification_asked", delivered_on=timezone.localdate().isoformat(), items=["写明"])
    visitor, answer = Client(), HttpResponse()
    grants.grant(answer, request)
    visitor.cookies[grants.COOKIE] = answer.cookies[grants.COOKIE].value
    form = visitor.get("/apply/track/clarify/").context["form"]
    values = {"text": "补正的内容", "version": form["version"].value(), "token": form["token"].value()}
    assert [visitor.post("/apply/track/clarify/", values).status_code for _ in range(2)] == [302, 302]
    assert request.steps.filter(event="clarified").count() == 1
    # The same page once more from the history, with another token: the state has passed.
    assert visitor.post("/apply/track/clarify/", {**values, "token": "x" * 32}).status_code in (409, 422)
    assert request.steps.filter(event="clarified").count() == 1


def test_an_act_sent_twice_is_one(desk: TestDesk, everybody: Client) -> None:
    request = case_in(desk, "processing")
    url = f"{request.get_absolute_url()}acts/search/"
    values = filled(everybody.get(url).context["form"], "测试")
    assert [everybody.post(url, values).status_code for _ in range(3)] == [302, 302, 302]
    assert request.searches.count() == 1


def test_the_second_of_two_officers_is_told_and_nothing_is_overwritten(desk: TestDesk, everybody: Client) -> None:
    request = case_in(desk, "registered")
    url = f"{request.get_absolute_url()}steps/clarification_asked/"
    first = {**filled(everybody.get(url).context["form"], "第一个人写的事项")}
    second = {**filled(everybody.get(url).context["form"], "第二个人写的事项")}
    assert everybody.post(url, first).status_code == 302
    answer = everybody.post(url, second)
    assert answer.status_code == 409
    assert "第二个人写的事项" in answer.content.decode()
    (step,) = request.steps.filter(event="clarification_asked")
    assert step.data["items"] == ["第一个人写的事项"]
