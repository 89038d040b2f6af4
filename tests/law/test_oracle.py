"""The clock against the oracle, which walks day by day, over random calendars and random requests."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.law.calendar import Calendar, Notice
from gongkai.law.deadlines import clock, due_on
from gongkai.law.settings import Settings
from tests.law.lists import calendars, events_of, requests, rules, working_days
from tests.law.oracle import Fact, told

CASES = {"facts": requests(), "calendar": calendars(), "own": rules()}
SLOW_DATA = [HealthCheck.too_slow, HealthCheck.data_too_large]


def agree(facts: list[Fact], calendar: Calendar, own: dict[str, Any]) -> None:
    events, chosen = events_of(facts), Settings(**own)
    expected = told(facts, working_days(calendar), own)
    found = clock(events, calendar=calendar, settings=chosen)
    assert found.due == expected.due
    assert found.overdue == expected.late
    assert due_on(events, calendar, chosen) == expected.due
    void = [step for step in found.violations if "延长无效" in step.text or "延迟无效" in step.text]
    assert len(void) == len(expected.void)
    if not any(kind == "delayed" for kind, _, _ in facts):
        assert found.used == expected.used
        if found.due is not None and found.used is not None:
            assert found.left == found.limit - found.used


@settings(max_examples=300, suppress_health_check=SLOW_DATA)
@given(**CASES)
def test_as_the_oracle(facts: list[Fact], calendar: Calendar, own: dict[str, Any]) -> None:
    agree(facts, calendar, own)


def test_asked_and_answered_on_the_first_day_of_the_calendar() -> None:
    """The day before it is in no notice, and nothing asks for it."""
    calendar = Calendar({2023: Notice(2023, {date(2023, 1, 1): "元旦"}, frozenset(), "测试")})
    first = date(2023, 1, 1)
    facts = [(kind, first, {}) for kind in ("received", "third_party_asked", "third_party_answered")]
    told = clock(events_of(facts), calendar=calendar, settings=Settings(suspend_from_next_day=False))
    assert told.due == date(2023, 1, 27)


@pytest.mark.slow
@settings(max_examples=6000, suppress_health_check=SLOW_DATA)
@given(**CASES)
def test_as_the_oracle_in_many_cases(facts: list[Fact], calendar: Calendar, own: dict[str, Any]) -> None:
    agree(facts, calendar, own)


@settings(max_examples=200, suppress_health_check=SLOW_DATA)
@given(calendar=calendars(), data=st.data())
def test_working_days_as_walked(calendar: Calendar, data: st.DataObject) -> None:
    working = working_days(calendar)
    start = data.draw(st.dates(min(working), max(working)))
    end = data.draw(st.dates(start, max(working)))
    walked = [day for day in sorted(working) if start < day <= end]
    assert calendar.between(start, end) == len(walked)
    assert list(calendar.workdays(start, end)) == walked
    assert calendar.is_workday(start) == (start in working)
    assert calendar.add(start, len(walked)) == (walked[-1] if walked else start)
