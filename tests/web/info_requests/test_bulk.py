"""Many at once: what can be done is done, the rest is told with its reason; a second sending does nothing."""

from __future__ import annotations

import pytest

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.notify.models import Message
from tests.web.conftest import World
from tests.web.info_requests.conftest import TestDesk
from tests.web.staff.conftest import Login, login

__all__ = ["login"]
URL = "/staff/requests/bulk/"


@pytest.fixture
def three(desk: TestDesk) -> list[InfoRequest]:
    """New, in work, withdrawn."""
    return [
        desk.register(),
        desk.walk(desk.register(), "assigned"),
        desk.walk(desk.register(), "withdrawn"),
    ]


def _pick(rows: list[InfoRequest]) -> dict[str, object]:
    return {"pick": [row.public_id for row in rows]}


def test_assign(three: list[InfoRequest], login: Login, world: World) -> None:
    office, handler = login(Role.DISCLOSURE_OFFICE), world.person(Role.HANDLER)
    page = office.post(URL, {**_pick(three), "act": "assign"})
    assert "选中的3件" in page.content.decode()
    data = {**_pick(three), "act": "assign", "handler": handler.pk, "token": page.context["form"].initial["token"]}
    done = office.post(URL, {**data, "confirm": "1"})
    assert [one.told for one in done.context["refused"]] == ["“不再处理”时不能指定承办人。"]
    assert {row.handler for row in InfoRequest.objects.filter(state="processing")} == {handler}
    again = office.post(URL, {**data, "confirm": "1"})
    assert not again.context["done"]
    assert three[0].steps.filter(event="assigned").count() == 1


def test_remind_and_hand_over(three: list[InfoRequest], login: Login, world: World) -> None:
    office, handler = login(Role.DISCLOSURE_OFFICE), world.person(Role.HANDLER)
    InfoRequest.objects.filter(pk=three[1].pk).update(handler=handler)
    page = office.post(URL, {**_pick(three), "act": "remind", "confirm": "1", "token": "t1"})
    assert [one.told for one in page.context["done"]] == [f"已提醒{handler.name}"]
    assert Message.objects.filter(user=handler, template="request.reminded", channel="inbox").count() == 1
    to = world.person(Role.REGISTRAR)
    data = {**_pick(three), "act": "handover", "to": to.pk, "token": "t2", "confirm": "1"}
    assert "note" in office.post(URL, data).context["form"].errors
    page = office.post(URL, {**data, "note": "测试交代"})
    assert len(page.context["done"]) == 2
    assert InfoRequest.objects.open().filter(handler=to).count() == 2
    assert Message.objects.filter(user=to, template="request.handed_over", channel="inbox").count() == 1


def test_archive(three: list[InfoRequest], login: Login) -> None:
    registrar = login(Role.REGISTRAR)
    page = registrar.post(URL, {**_pick(three), "act": "archive", "confirm": "1", "token": "t3"})
    assert (len(page.context["done"]), len(page.context["refused"])) == (1, 2)
    assert registrar.post(URL, {**_pick(three), "act": "assign"}).status_code == 403


def test_what_is_not_seen_is_not_touched(three: list[InfoRequest], login: Login) -> None:
    assert login("other").post(URL, {**_pick(three), "act": "archive"}).status_code == 403
    assert login(Role.REGISTRAR).get(URL).status_code == 405
    response = login(Role.REGISTRAR).post(URL, {"pick": ["x"], "act": "archive", "back": "https://x.invalid/"})
    assert response["Location"] == "/staff/requests/"
