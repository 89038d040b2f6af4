"""The clock that a page shows is kept by all that it hangs on: it is always the one that is worked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from gongkai.law.calendar import standard_calendar
from gongkai.law.settings import Settings
from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.clock import Counting, clock_of, longer, shown_clock
from gongkai_web.info_requests.models import Step
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.info_requests.screens.timing import _chosen
from gongkai_web.info_requests.screens.timing import clock as days_of
from gongkai_web.organisations.scope import Scope
from tests.web.conftest import World
from tests.web.info_requests.conftest import TestDesk

DAY = date(2025, 9, 26)


def test_it_follows_the_steps_the_day_the_settings_and_the_calendar(desk: TestDesk) -> None:
    request = desk.register(DAY, channel="internet", confirmed_on=DAY)
    days, other = standard_calendar(), longer(standard_calendar())
    once = Settings()
    again = replace(once, fee_restarts_limit=not once.fee_restarts_limit)
    given: list[dict[str, Any]] = [
        {"calendar": calendar, "settings": settings, "on": DAY + timedelta(after), "steps": list(request.steps.all())}
        for calendar in (days, other)
        for settings in (once, again)
        for after in (3, 4)
    ]
    desk.take(request, "assigned", DAY)
    desk.take(request, "extended", DAY, days=20)
    steps: list[Step] = list(request.steps.all())
    given += [{**one, "steps": steps} for one in given]
    for _ in range(2):
        for one in given:
            assert shown_clock(request, **one) == clock_of(request, **one)
    first = shown_clock(request, **given[-1])
    assert shown_clock(request, **given[-1]) is first
    assert first.due != shown_clock(request, **given[0]).due


def test_an_equal_calendar_is_another() -> None:
    one = standard_calendar()
    other = replace(one)
    assert Counting(one) == Counting(one)
    assert hash(Counting(one)) == hash(Counting(one))
    assert Counting(one) != Counting(other)


def test_the_calendar_of_days_moves_with_the_day(desk: TestDesk, world: World) -> None:
    request, scope = desk.register(DAY), Scope.of(world.person(Role.HANDLER))

    def drawn(today: date) -> str:
        case = Case(request, scope)
        case.today = today
        told = days_of(case, scope)
        assert told is not None
        return str(told["strip"])

    first, second = DAY + timedelta(3), DAY + timedelta(4)
    assert f'title="{second.isoformat()}' in drawn(second)
    assert drawn(first) != drawn(second)
    assert drawn(first) == drawn(first)


def test_what_an_agency_chose() -> None:
    assert _chosen(Settings()) == ()
    (told,) = _chosen(replace(Settings(), confirm_within=Settings().confirm_within + 1))
    assert told.name == "confirm_within"
