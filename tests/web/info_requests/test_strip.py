"""The small calendar of a request: which days count, which letters stand in it, and what its legend explains."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.law.calendar import standard_calendar
from gongkai.law.deadlines import Clock, clock
from gongkai.law.events import read_events
from gongkai_web.info_requests.queries.strip import Day, Strip, strip
from gongkai_web.info_requests.templatetags.cases import strip_cells

MONDAY = date(2024, 3, 4)
LEGEND = {"到": "到达", "收": "收到申请", "期": "期限", "限": "复议机关或者法院限定的日期", "复": "答复", "今": "今天"}


def _clock(*events: dict[str, Any], on: date) -> Clock:
    return clock(read_events(list(events)), on=on, calendar=standard_calendar())


def _strip(found: Clock, today: date, **others: Any) -> Strip:
    drawn = strip(found, arrived_on=MONDAY, today=today, calendar=standard_calendar(), **others)
    assert drawn is not None
    return drawn


def _days(drawn: Strip) -> dict[date, Day]:
    return {day.on: day for _, row in drawn.rows for day in row}


RECEIVED = {"event": "received", "on": MONDAY.isoformat(), "channel": "in_person"}
"""Counted from the day after, for 20 working days: to 1 April."""


def test_every_day_of_an_open_request_is_told() -> None:
    today = MONDAY + timedelta(days=7)
    drawn = _strip(_clock(RECEIVED, on=today), today)
    days = _days(drawn)
    assert (drawn.counted, drawn.suspended) == (20, 0)
    assert days[date(2024, 4, 1)].marks == ("期",)
    assert days[MONDAY].marks == ("收",)
    assert days[today].marks == ("今",)
    assert days[date(2024, 3, 9)].kind == "off"
    assert drawn.marks == {"收", "期", "今"}


def test_nothing_counts_after_the_reply() -> None:
    replied = date(2024, 3, 15)
    found = _clock(RECEIVED, {"event": "replied", "on": replied.isoformat()}, on=replied + timedelta(days=40))
    drawn = _strip(found, replied + timedelta(days=40))
    days = _days(drawn)
    assert days[replied].marks == ("复",)
    assert {one.kind for one in days.values() if one.on > replied} <= {"off", "outside"}
    assert drawn.counted == 9
    assert drawn.marks == {"收", "期", "复"}


def test_an_open_request_is_late_up_to_today() -> None:
    today = date(2024, 4, 8)
    days = _days(_strip(_clock(RECEIVED, on=today), today))
    assert sorted(one.on for one in days.values() if one.kind == "late") == [
        date(2024, 4, 2), date(2024, 4, 3), date(2024, 4, 7), date(2024, 4, 8),
    ]  # fmt: skip
    assert days[date(2024, 4, 9)].kind == "outside"


def test_a_day_that_was_set_is_marked_beyond_the_limit_too() -> None:
    today, ordered = MONDAY + timedelta(days=3), date(2024, 4, 30)
    drawn = _strip(_clock(RECEIVED, on=today), today, ordered=ordered)
    assert _days(drawn)[ordered].marks == ("限",)
    assert "限" in drawn.marks


@pytest.mark.parametrize("ordered", [None, date(2024, 3, 28)])
def test_the_legend_explains_what_is_drawn_and_nothing_else(ordered: date | None) -> None:
    today = MONDAY + timedelta(days=7)
    drawn = _strip(_clock(RECEIVED, on=today), today, ordered=ordered)
    page = render_to_string(
        "info_requests/case/strip.html", {"strip": drawn, "strip_cells": strip_cells}, using="jinja2"
    )
    for mark, text in LEGEND.items():
        assert (f"<li><b>{mark}</b>{text}</li>" in page) == (mark in drawn.marks)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(0, 60))
def test_the_counted_days_are_those_of_the_law(replied_after: int, seen_after: int) -> None:
    replied = MONDAY + timedelta(days=replied_after)
    today = replied + timedelta(days=seen_after)
    found = _clock(RECEIVED, {"event": "replied", "on": replied.isoformat()}, on=today)
    drawn = _strip(found, today)
    worked = standard_calendar().between(MONDAY, replied)
    assert drawn.counted == min(worked, found.limit)
    late = [day for day in _days(drawn).values() if day.kind == "late"]
    assert len(late) == max(worked - found.limit, 0)
