"""Everything that somebody handles in other hands; leave with a deputy; the month of due days."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.models import Absence, InfoRequest
from tests.web.conftest import World
from tests.web.info_requests.conftest import TestDesk
from tests.web.staff.conftest import Login, login

__all__ = ["login"]
URL = "/staff/requests/handover/"


def test_hand_over_all(desk: TestDesk, login: Login, world: World) -> None:
    giver, to = world.person(Role.HANDLER), world.person(Role.DISCLOSURE_OFFICE)
    for row in (desk.walk(desk.register(), "assigned"), desk.walk(desk.register(), "withdrawn")):
        InfoRequest.objects.filter(pk=row.pk).update(handler=giver)
    office = login(Role.DISCLOSURE_OFFICE)
    assert office.get(URL).status_code == 200
    data = {"act": "hand", "giver": giver.pk, "to": giver.pk, "note": "测试", "token": "t"}
    assert "to" in office.post(URL, data).context["giving"].errors
    page = office.post(URL, {**data, "to": to.pk})
    assert len(page.context["done"]) == 1
    assert [row.handler for row in InfoRequest.objects.order_by("is_open")] == [giver, to]
    assert office.post(URL, {**data, "agency": str(world.other_bureau.pk)}).status_code == 404


def test_leave(desk: TestDesk, login: Login, world: World) -> None:
    today, office = timezone.localdate(), login(Role.DISCLOSURE_OFFICE)
    data = {
        "act": "leave", "person": world.person(Role.HANDLER).pk, "deputy": world.person(Role.REGISTRAR).pk,
        "first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat(), "note": "测试",
    }  # fmt: skip
    assert office.post(URL, {**data, "last": "2020-01-01"}).context["leaving"].errors
    assert office.post(URL, data).status_code == 302
    assert "person" in office.post(URL, data).context["leaving"].errors
    row = Absence.objects.get()
    assert login("other").post(f"{URL}absences/{row.pk}/end/").status_code == 403
    office.post(f"{URL}absences/{row.pk}/end/")
    assert not Absence.objects.on(today).exists()


def test_the_month(desk: TestDesk, login: Login) -> None:
    row = desk.register()
    office = login(Role.DISCLOSURE_OFFICE)
    page = office.get("/staff/requests/calendar/", {"month": f"{row.due_on:%Y-%m}"})
    assert row.number in page.content.decode()
    assert f"<span>{row.title}</span>" in page.content.decode()
    assert row.number not in office.get("/staff/requests/calendar/", {"mine": ""}).content.decode()
    for wrong in ("x", "2026-13", "1900-01", "9999-12"):
        assert office.get("/staff/requests/calendar/", {"month": wrong}).status_code == 404
    assert "国庆节" in office.get("/staff/requests/calendar/", {"month": "2026-10"}).content.decode()
