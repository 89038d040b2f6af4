"""Corrections, suggestions and complaints at the desk: seen, answered, told; contact unmasked on the log."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.applications import begin, end_by_offer
from gongkai_web.info_requests.actions.matters import DECISIONS, open_matter
from gongkai_web.info_requests.models import Matter
from gongkai_web.notify.models import Message
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
