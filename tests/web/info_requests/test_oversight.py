"""The supervisor sees figures, late cases and orders, and nothing of the applicant; the agency answers."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.models import InfoRequest, Order
from gongkai_web.info_requests.queries.oversight import figures
from gongkai_web.notify.models import Message
from gongkai_web.organisations.actions import grant
from tests.web.conftest import World
from tests.web.info_requests.conftest import TestDesk
from tests.web.staff.conftest import Login, login

__all__ = ["login"]
CAME = date(2026, 3, 2)


@pytest.fixture
def late(desk: TestDesk) -> InfoRequest:
    """A late one, one withdrawn in time, one withdrawn too late, and practice."""
    desk.walk(desk.register(CAME), "withdrawn", on=date(2026, 3, 4))
    desk.walk(desk.register(CAME), "withdrawn", on=date(2026, 4, 30))
    desk.register(CAME, practice=True)
    return desk.register(CAME)


def test_figures(late: InfoRequest, world: World) -> None:
    below = {world.bureau.pk, world.other_bureau.pk}
    *rows, total = figures(below, date(2026, 1, 1), date(2026, 12, 31), timezone.localdate(), calendar())
    one = next(row for row in rows if row.agency == world.bureau)
    assert (one.received, one.open, one.late, one.concluded, one.concluded_late) == (3, 1, 1, 2, 1)
    assert (one.in_time_rate, one.in_time, one.disclosed_rate) == ("50.0%", 1, "0.0%")
    assert one.days == (2 + calendar().between(CAME, date(2026, 4, 30))) / 2
    empty = next(row for row in rows if row.agency == world.other_bureau)
    assert (empty.received, empty.in_time_rate, empty.days) == (0, "—", None)
    assert total.received == 3


def test_nothing_of_the_applicant(late: InfoRequest, login: Login) -> None:
    client = login(Role.SUPERVISOR)
    pages = [client.get(url).content.decode() for url in ("/staff/oversight/?year=2026", "/staff/oversight/late/")]
    pages.append(client.get(f"/staff/orders/new/?case={late.public_id}").content.decode())
    for page in pages:
        assert "补助名单" not in page
        assert "测试申请人" not in page
    assert late.number in pages[1]
    assert late.number in pages[2]
    assert client.get(late.get_absolute_url()).status_code in (403, 404)
    data = client.get("/staff/oversight/export/").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [row[1] for row in book["逾期未办结"].values][1:] == [late.number]
    assert Event.objects.filter(verb="list.export").exists()


def test_an_order(late: InfoRequest, login: Login, world: World) -> None:
    today = timezone.localdate()
    supervisor, office = login(Role.SUPERVISOR), login(Role.DISCLOSURE_OFFICE)
    data = {
        "case": late.public_id, "agency": world.bureau.pk, "title": "测试逾期", "text": "请答复。",
        "answer_by": (today + timedelta(days=7)).isoformat(),
    }  # fmt: skip
    past = (today - timedelta(days=1)).isoformat()
    assert "answer_by" in supervisor.post("/staff/orders/new/", {**data, "answer_by": past}).context["form"].errors
    wrong = {**data, "agency": world.elsewhere.pk}
    assert "agency" in supervisor.post("/staff/orders/new/", wrong).context["form"].errors
    supervisor.post("/staff/orders/new/", data)
    row = Order.objects.get()
    assert (row.issuer, row.agency, row.request) == (world.government, world.bureau, late)
    assert Message.objects.filter(template="order.issued", channel="inbox").exists()
    url = f"/staff/orders/{row.pk}/"
    assert supervisor.post(url, {"act": "close"}).status_code == 403
    assert office.get(url).status_code == 200
    assert "answer" in office.post(url, {"act": "answer", "answer": " "}).context["form"].errors
    assert office.post(url, {"act": "answer", "answer": "已经答复。"}).status_code == 302
    assert office.post(url, {"act": "answer", "answer": "再次"}).status_code == 403
    assert Message.objects.filter(template="order.answered", user=world.person(Role.SUPERVISOR)).exists()
    assert "closing" in supervisor.post(url, {"act": "return", "answer_by": data["answer_by"]}).context["form"].errors
    assert (
        supervisor.post(url, {"act": "return", "closing": "说明原因", "answer_by": data["answer_by"]}).status_code
        == 302
    )
    office.post(url, {"act": "answer", "answer": "原因是测试。"})
    assert supervisor.post(url, {"act": "close", "closing": "同意"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, len(row.history)) == ("已办结", 4)
    assert supervisor.get("/staff/orders/").status_code == 200


def test_who_sees_them(late: InfoRequest, login: Login, world: World) -> None:
    row = Order.objects.create(
        issuer=world.government, agency=world.bureau, title="测试", text="测试", issued_on=CAME, answer_by=CAME
    )
    url = f"/staff/orders/{row.pk}/"
    assert login("other").get(url).status_code == 404
    assert login(Role.HANDLER).get(url).status_code == 403
    elsewhere = User.objects.create_user("u-far", "Ceshi-12345678", name="测试邻县", is_officer=True)
    grant(elsewhere, Role.SUPERVISOR, world.elsewhere, by=Actor.system("测试"))
    world.people["far"] = elsewhere
    far = login("far")
    assert far.get(url).status_code == 404
    assert far.get(f"/staff/orders/new/?case={late.public_id}").status_code == 404
    assert late.number not in far.get("/staff/oversight/late/").content.decode()
