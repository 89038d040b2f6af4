"""Corrections, suggestions and complaints at the desk: seen, answered, told; contact unmasked on the log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.applications import begin, end_by_offer
from gongkai_web.info_requests.actions.matters import DECISIONS, answer_matter, open_matter
from gongkai_web.info_requests.codes import hash_of_code
from gongkai_web.info_requests.models import Matter
from gongkai_web.notify.models import Message
from gongkai_web.organisations.actions import grant
from tests.web.conftest import World

BY = Actor.anonymous("203.0.113.1")
TOLD = {
    "name": "测试提出人", "contact": "ceshi@example.invalid", "title": "登记的姓名不对", "text": "应当是测试甲。",
    "evidence": "户口簿",
}  # fmt: skip


@pytest.fixture
def registrar(world: World, settings: Any) -> Client:
    """At the bureau's desk."""
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    return client


def _open(world: World, kind: str = "correction") -> Matter:
    return open_matter(world.bureau, kind, dict(TOLD), by=BY, token="0123456789abcdef").matter


def test_the_desk_answers_and_the_person_is_told(world: World, registrar: Client) -> None:
    matter = _open(world)
    assert Message.objects.filter(template="matter.arrived", user=world.person(Role.REGISTRAR)).exists()
    listed = registrar.get("/staff/matters/").content.decode()
    assert matter.number in listed
    assert "更正、建议和投诉等待答复" in registrar.get("/staff/").content.decode()
    page = registrar.get(f"/staff/matters/edit/{matter.pk}/")
    assert page.status_code == 200
    assert "应当是测试甲。" in page.content.decode()
    assert "纳入主动公开" not in page.content.decode()
    wrong = registrar.post(f"/staff/matters/edit/{matter.pk}/", {"decision": "纳入主动公开", "reply": "已经更正。"})
    assert wrong.status_code == 200
    assert "已经更正。" in wrong.content.decode()
    said = {"decision": "予以更正", "reply": "已经更正。"}
    assert registrar.post(f"/staff/matters/edit/{matter.pk}/", said).status_code == 302
    matter.refresh_from_db()
    assert (matter.state, matter.decision, matter.answered_by_name) == ("answered", "予以更正", "测试REGISTRAR")
    assert Message.objects.filter(template="matter.answered").count() == 1


def test_name_and_contact_are_masked_until_the_log_knows(world: World, registrar: Client) -> None:
    matter = _open(world)
    address = f"/staff/matters/inspect/{matter.pk}/"
    masked = registrar.get(address).content.decode()
    assert "测试提出人" not in masked
    assert "ceshi@" not in masked
    assert not Event.objects.filter(verb="matter.unmask").exists()
    plain = registrar.post(address).content.decode()
    assert "测试提出人" in plain
    assert Event.objects.filter(verb="matter.unmask").count() == 1
    assert not any("测试提出人" in str(event.after) for event in Event.objects.all())


def test_a_complaint_is_not_handled_by_whom_it_is_about(world: World, registrar: Client) -> None:
    matter = _open(world, "complaint")
    assert matter.agency == world.government
    assert matter.number not in registrar.get("/staff/matters/").content.decode()
    assert registrar.get(f"/staff/matters/edit/{matter.pk}/").status_code == 404


def test_every_kind_has_its_decisions() -> None:
    assert all(len(said) >= 2 for said in DECISIONS.values())


def test_the_desk_sees_how_many_applications_were_spared(world: World, settings: Any) -> None:
    settings.GONGKAI_SECOND_FACTOR = "nobody"
    row, _ = begin(world.bureau)
    end_by_offer(row)
    client = Client()
    client.force_login(world.person(Role.DISCLOSURE_OFFICE), backend="gongkai_web.accounts.backend.AccountBackend")
    assert "不再申请1份" in client.get("/staff/").content.decode()


def _typed(world: World, **changed: Any) -> dict[str, Any]:
    given = {
        **TOLD, "kind": "correction", "about": world.bureau.pk, "channel": "post", "token": "0123456789abcdef",
        "received_on": (timezone.localdate() - timedelta(days=5)).isoformat(),
    }  # fmt: skip
    return given | changed


ADD = "/staff/matters/new/"


def test_what_came_by_letter_is_entered_with_its_day(world: World, registrar: Client) -> None:
    day = timezone.localdate() - timedelta(days=5)
    form = registrar.get(ADD)
    assert form.context["form"]["received_on"].value() == timezone.localdate()
    page = registrar.post(ADD, _typed(world))
    row = Matter.objects.get()
    assert (row.received_on, row.channel, row.entered_by_name) == (day, "post", "测试REGISTRAR")
    assert row.number in page.content.decode()
    assert row.shown_code in page.content.decode()
    assert hash_of_code(row.shown_code) == row.query_code
    assert "测试提出人" not in page.content.decode()
    again = registrar.post(ADD, _typed(world))
    assert (again.status_code, Matter.objects.count()) == (200, 1)
    event = Event.objects.get(verb="matter.open")
    assert (event.after["收到日期"], event.after["提出方式"]) == (day.isoformat(), "信函")
    assert not Message.objects.filter(template="matter.arrived", user=world.person(Role.REGISTRAR)).exists()
    shown = registrar.get(f"/staff/matters/inspect/{row.pk}/").content.decode()
    for said in (day.isoformat(), "信函", "测试REGISTRAR"):
        assert said in shown
    listed = registrar.get("/staff/matters/").content.decode()
    assert "信函" in listed
    assert row.number not in registrar.get("/staff/matters/", {"channel": "phone"}).content.decode()
    exported = b"".join(registrar.get("/staff/matters/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert day.isoformat() in exported
    assert "信函" in exported


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"received_on": "2008-04-30"}, "received_on"), ({"received_on": "0001-01-01"}, "received_on"),
        ({"received_on": "2999-01-01"}, "received_on"), ({"received_on": "昨天"}, "received_on"),
        ({"received_on": ""}, "received_on"), ({"channel": "internet"}, "channel"), ({"evidence": " "}, "evidence"),
        ({"name": ""}, "name"), ({"kind": "other"}, "kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_stays(
    world: World, registrar: Client, changed: dict[str, str], field: str
) -> None:
    page = registrar.post(ADD, _typed(world, **changed))
    assert list(page.context["form"].errors) == [field]
    assert "应当是测试甲。" in page.content.decode()
    assert not Matter.objects.exists()


def test_the_first_day_and_today_are_taken(world: World, registrar: Client) -> None:
    for number, day in enumerate(("2008-05-01", timezone.localdate().isoformat())):
        registrar.post(ADD, _typed(world, received_on=day, token=f"0123456789abcde{number}"))
    assert Matter.objects.count() == 2


def test_what_another_agency_handles_is_passed_on(world: World, registrar: Client) -> None:
    page = registrar.post(ADD, _typed(world, kind="complaint"))
    assert "清溪县人民政府" in str(page.context["form"].errors["about"])
    page = registrar.post(ADD, _typed(world, about=world.other_bureau.pk))
    assert list(page.context["form"].errors) == ["about"]
    assert not Matter.objects.exists()
    grant(world.person(Role.SUPERVISOR), Role.REGISTRAR, world.government, by=Actor.system("测试"))
    client = Client()
    client.force_login(world.person(Role.SUPERVISOR), backend="gongkai_web.accounts.backend.AccountBackend")
    client.post(ADD, _typed(world, kind="complaint", evidence=""))
    row = Matter.objects.get()
    assert (row.agency, row.about) == (world.government, world.bureau)
    page = client.post(ADD, _typed(world, token="fedcba9876543210"))
    assert "清溪县工业和信息化局" in str(page.context["form"].errors["about"])
    client.force_login(world.person("other"), backend="gongkai_web.accounts.backend.AccountBackend")
    assert client.get(ADD).status_code in (302, 403)


def test_online_it_is_of_today(world: World) -> None:
    row = _open(world)
    assert (row.received_on, row.channel, row.entered_by_name) == (timezone.localdate(), "internet", "")


def test_a_day_that_was_mistyped_is_corrected_with_the_answer(world: World, registrar: Client) -> None:
    registrar.post(ADD, _typed(world))
    row = Matter.objects.get()
    mistyped, right = row.received_on, row.received_on - timedelta(days=3)
    address = f"/staff/matters/edit/{row.pk}/"
    assert registrar.get(address).context["form"]["received_on"].value() == mistyped
    said = {"decision": "予以更正", "reply": "已经更正。"}
    for wrong in ("2008-04-30", "2999-01-01"):
        page = registrar.post(address, {**said, "received_on": wrong})
        assert list(page.context["form"].errors) == ["received_on"]
        assert "已经更正。" in page.content.decode()
    assert registrar.post(address, {**said, "received_on": right.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert (row.received_on, row.state) == (right, "answered")
    event = Event.objects.get(verb="matter.answer")
    assert (event.before["收到日期"], event.after["收到日期"]) == (mistyped.isoformat(), right.isoformat())
    assert registrar.post(address, {**said, "received_on": ""}).status_code == 302
    row.refresh_from_db()
    assert row.received_on == right


def test_the_day_of_what_came_online_is_the_sites(world: World, registrar: Client) -> None:
    row = _open(world)
    address = f"/staff/matters/edit/{row.pk}/"
    assert "received_on" not in registrar.get(address).context["form"].fields
    said = {"decision": "予以更正", "reply": "已经更正。", "received_on": "2020-01-02"}
    assert registrar.post(address, said).status_code == 302
    row.refresh_from_db()
    assert row.received_on == timezone.localdate()
    with pytest.raises(ValidationError):
        answer_matter(
            row, decision="予以更正", reply="已经更正。", by=Actor.system("测试"), received_on=date(2020, 1, 2)
        )
