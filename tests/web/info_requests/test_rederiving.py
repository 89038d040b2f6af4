"""A new holiday notice, a changed setting: open requests move, closed ones are not read, people are told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.calendars.actions import add_notice, withdraw_notice
from gongkai_web.info_requests.actions.rederiving import rederive_daily, that_may_move
from gongkai_web.info_requests.models import Desk, DueChange, InfoRequest, Rederivation
from gongkai_web.notify.models import Message
from tests.web.calendars.notices import said
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.staff.conftest import Login, login

__all__ = ["login"]
CAME, DUE, LATER = date(2026, 3, 2), date(2026, 3, 30), date(2026, 3, 31)


@pytest.fixture
def two(desk: TestDesk, world: World) -> list[InfoRequest]:
    """One in work, one withdrawn, with the same due day; a practice case that nobody is told of."""
    rows = [desk.walk(desk.register(CAME), "assigned"), desk.walk(desk.register(CAME), "withdrawn", on=CAME)]
    InfoRequest.objects.update(handler=world.person(Role.HANDLER))
    desk.register(CAME, practice=True)
    return rows


def _notice() -> dict[str, Any]:
    return {**said(year=2026, rest={DUE: "测试纪念日"}, work=set()), "amends": True}


def test_a_notice_moves_open_requests(
    two: list[InfoRequest], world: World, login: Login, django_capture_on_commit_callbacks: Any
) -> None:
    assert two[0].due_on == DUE
    assert that_may_move(LATER).count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        row = add_notice(**_notice(), by=BY)
    run = Rederivation.objects.get()
    assert (run.looked_at, run.changed, run.failed) == (2, 2, 0)
    due = dict(InfoRequest.objects.values_list("pk", "due_on"))
    assert due[two[0].pk] == LATER
    version = InfoRequest.objects.get(pk=two[0].pk).version
    assert version == two[0].version, "nobody acted"
    message = Message.objects.get(template="request.due_moved", channel="inbox")
    assert message.user == world.person(Role.HANDLER)
    assert f"{two[0].number}：2026-03-30 → 2026-03-31" in message.text
    page = login(Role.HANDLER).get(f"/staff/requests/due-changes/{run.pk}/").content.decode()
    assert two[0].number in page
    assert login(Role.HANDLER).get("/staff/requests/due-changes/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_notice(row, why="测试录错", by=BY)
    assert InfoRequest.objects.get(pk=two[0].pk).due_on == DUE
    assert Event.objects.filter(verb="request.due_moved").count() == 2


def _form(**changed: Any) -> dict[str, Any]:
    return {
        "letter_prefix": "测公复", "needs_secrecy": "on", "monthly_excess": 10, "review_months": 12, "how_to_pay": "",
        "open_channels": ["internet"], "law_correction_period": 15, "law_extension_once": "on",
        "law_suspend_from_next_day": "on", "law_fee_restarts_limit": "on", "law_confirm_within": 1,
        "law_partial_review_first": "on", "law_repealed_counts_lapsed": "on", "law_report_by_month": 1,
        "law_report_by_day": 31, "law_government_report_by_month": 3, "law_government_report_by_day": 31, **changed,
    }  # fmt: skip


def test_the_desk(desk: TestDesk, login: Login, world: World, django_capture_on_commit_callbacks: Any) -> None:
    case = desk.walk(desk.register(CAME), "assigned")
    desk.take(case, "third_party_asked", date(2026, 3, 5), party="p1")
    desk.take(case, "third_party_answered", date(2026, 3, 10), party="p1")
    before, office = case.due_on, login(Role.DISCLOSURE_OFFICE)
    assert office.get("/staff/desk/").status_code == 200
    assert office.post("/staff/desk/", _form()).status_code == 302
    row = Desk.objects.get()
    assert (row.channels, row.law, row.letter_prefix) == (["in_person", "post", "internet"], {}, "测公复")
    changed = _form()
    del changed["law_suspend_from_next_day"]
    page = office.post("/staff/desk/", changed)
    assert [(one.request, one.before) for one in page.context["moves"]] == [(case, before)]
    assert Desk.objects.get().law == {}, "shown first"
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post("/staff/desk/", {**changed, "confirm": "1"}).status_code == 302
    case.refresh_from_db()
    assert case.due_on == page.context["moves"][0].after != before
    assert DueChange.objects.get().request == case
    assert Event.objects.filter(verb="desk.change").count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"law_correction_period": 0}, "law_correction_period"),
        ({"law_report_by_month": 2}, "law_report_by_day"),
        ({"law_confirm_within": 9}, "law_confirm_within"),
        ({"charges_fees": "on"}, "how_to_pay"),
        ({"open_channels": ["post", "x"]}, "open_channels"),
    ],
)
def test_what_the_law_does_not_leave_open(desk: TestDesk, login: Login, changed: dict[str, Any], field: str) -> None:
    page = login(Role.AGENCY_ADMINISTRATOR).post("/staff/desk/", _form(**changed))
    assert field in page.context["form"].errors
    assert not Desk.objects.exists()


def test_another_agencys_desk_is_not_there(desk: TestDesk, login: Login, world: World) -> None:
    assert login(Role.DISCLOSURE_OFFICE).get("/staff/desk/", {"agency": world.other_bureau.pk}).status_code == 404
    assert login(Role.HANDLER).get("/staff/desk/").status_code == 403


def test_daily(two: list[InfoRequest]) -> None:
    run = rederive_daily()
    assert (run.looked_at, run.changed, run.pk) == (2, 0, None)
    assert not Rederivation.objects.exists()
    InfoRequest.objects.filter(pk=two[0].pk).update(due_on=LATER)
    assert rederive_daily().changed == 1
    assert InfoRequest.objects.get(pk=two[0].pk).due_on == DUE
