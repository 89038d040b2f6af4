"""The screen 放假安排: pasted, read, shown, confirmed, withdrawn; the home and the public page follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from gongkai_web.accounts.roles import Role
from gongkai_web.calendars.actions import add_notice
from gongkai_web.calendars.models import HolidayNotice
from gongkai_web.portal.queries.applying import reply_example
from tests.web.calendars.notices import MONDAY, SATURDAY, TODAY, YEAR, posted, said
from tests.web.conftest import BY, World

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Model .* was already registered")]
NEW = "/staff/holidays/new/"
SENTENCES = (
    f"劳动节：5月{MONDAY.day}日（周一）至{MONDAY.day + 4}日（周五）放假调休，共5天。"
    f"{SATURDAY.month}月{SATURDAY.day}日（周六）上班。"
)


def _client(world: World, role: Role | str) -> Client:
    client = Client()
    client.force_login(world.person(role), backend="gongkai_web.accounts.backend.AccountBackend")
    return client


def _text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def administrator(world: World) -> Any:
    with freeze_time(TODAY):
        yield _client(world, Role.SYSTEM_ADMINISTRATOR)


def test_pasted_sentences_are_read_shown_and_confirmed(administrator: Client) -> None:
    page = _text(administrator.post(NEW, posted(text=SENTENCES)))
    assert "确认之后" in page
    assert "劳动节放假" in page
    assert "没有元旦、春节" in page  # the other holidays of the year are missed
    assert not HolidayNotice.objects.exists()
    days = {
        "name_0": "劳动节", "first_0": MONDAY.isoformat(), "last_0": MONDAY.replace(day=MONDAY.day + 4).isoformat(),
        "work_0": SATURDAY.isoformat(), "confirm": "1",
    }  # fmt: skip
    response = administrator.post(NEW, posted(text=SENTENCES, **days))
    assert response["Location"] == "/staff/holidays/"
    row = HolidayNotice.objects.get()
    assert (row.text, row.work) == (SENTENCES, [SATURDAY.isoformat()])
    page = _text(administrator.get("/staff/holidays/"))
    assert "已补充" in page
    assert row.number in page
    assert "放假调休，共5天" in _text(administrator.get(f"/staff/holidays/notices/{row.pk}/"))
    assert "劳动节" in _text(administrator.get(f"/staff/holidays/years/{YEAR}/"))


def test_what_was_read_can_be_changed_before(administrator: Client) -> None:
    page = _text(administrator.post(NEW, posted(text=SENTENCES, read="1")))
    assert f'value="{MONDAY.isoformat()}"' in page
    page = _text(administrator.post(NEW, posted(text=SENTENCES, name_0="测试节", first_0=MONDAY.isoformat())))
    assert "测试节放假" in page
    assert "劳动节放假" not in page


def test_what_is_wrong_stands_in_the_form_and_nothing_is_lost(administrator: Client) -> None:
    page = _text(administrator.post(NEW, posted(first_0=MONDAY.isoformat(), number="测试发〔2026〕9号")))
    assert "请填写节日名称" in page
    assert "测试发〔2026〕9号" in page
    page = _text(administrator.post(NEW, posted()))
    assert "没有放假的日子" in page
    page = _text(administrator.post(NEW, posted(text="春节：2月30日放假。")))
    assert "没有2月30日" in page or "没有放假的日子" in page


def test_withdrawing_asks_why_and_tells_what_happens(administrator: Client) -> None:
    row = add_notice(**said(), by=BY)
    address = f"/staff/holidays/notices/{row.pk}/withdraw/"
    assert "尚未公布" in _text(administrator.get(address))
    assert administrator.post(address, {"why": " "}).status_code == 200
    assert administrator.post(address, {"why": "测试录错"})["Location"] == "/staff/holidays/"
    assert "撤回：测试录错" in _text(administrator.get("/staff/holidays/"))
    assert administrator.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AUDITOR, Role.AGENCY_ADMINISTRATOR])
def test_everybody_sees_it_and_few_change_it(world: World, role: Role) -> None:
    row = add_notice(**said(published_on=date(2026, 1, 1), year=2026), by=BY)
    client = _client(world, role)
    page = _text(client.get("/staff/holidays/"))
    assert "来自随程序发布的数据" in page
    assert "补充放假安排" not in page
    for address in (NEW, f"/staff/holidays/notices/{row.pk}/withdraw/"):
        assert client.get(address).status_code == client.post(address, posted()).status_code == 403


def test_the_home_asks_for_it_from_november_on(world: World) -> None:
    label = f"没有{YEAR}年的放假安排"
    for day, role, seen in (
        (f"{YEAR - 1}-10-31", Role.SYSTEM_ADMINISTRATOR, False),
        (f"{YEAR - 1}-11-01", Role.SYSTEM_ADMINISTRATOR, True),
        (f"{YEAR - 1}-11-01", Role.SUPERVISOR, True),
        (f"{YEAR - 1}-11-01", Role.HANDLER, False),
    ):
        with freeze_time(f"{day} 10:00:00+08:00"):
            assert (label in _text(_client(world, role).get("/staff/"))) is seen, (day, role)


def test_the_public_example_counts_by_it() -> None:
    received = date(YEAR - 1, 12, 20)
    assert reply_example(received) is None
    with freeze_time(TODAY):
        add_notice(**said(), by=BY)
    example = reply_example(received)
    assert example is not None
    assert any("元旦放假" in line for line in example.why)
