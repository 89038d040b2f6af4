"""The days of a request as a small calendar: which count, which do not, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.law.calendar import Calendar, CalendarGap
from gongkai.law.deadlines import Clock

__all__ = ["Day", "Strip", "Wait", "strip"]

_DAY = timedelta(days=1)
_WEEK = 7
_LONGEST = 40
"""Weeks that are drawn; a case that waits for years shows the last of them."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which the limit did not run: after the first day up to the last, which began it anew."""

    since: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day: its kind, which counted day it is, what happened on it.

    Kinds: counted, suspended, waiting, void (counted before the limit began anew), off, late, outside.
    """

    on: date
    kind: str
    count: int
    text: str
    marks: tuple[str, ...]
    past: bool

    @property
    def mark(self) -> str:
        """The letter that stands in its place."""
        return self.marks[0] if self.marks else ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Seven rows, Monday to Sunday, of the same weeks; ``months`` name the columns in which a month begins."""

    rows: tuple[tuple[str, tuple[Day, ...]], ...]
    months: tuple[str, ...]
    counted: int
    suspended: int
    cut: bool

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of days there are: those that the legend explains."""
        days = (day for _, row in self.rows for day in row)
        return frozenset(f"past {day.kind}" if day.past and day.kind == "counted" else day.kind for day in days)

    @property
    def marks(self) -> frozenset[str]:
        """The letters that stand in days: those that the legend explains."""
        return frozenset(day.mark for _, row in self.rows for day in row if day.mark)


def _start(clock: Clock, restarts: Iterable[date], on: Calendar) -> date | None:
    """The day from which the present limit counts: the receipt, or what began it anew."""
    if clock.received_on is None or clock.due is None:
        return None
    for day in sorted({clock.received_on, *restarts}, reverse=True):
        if day <= clock.due and on.between(day, clock.due) - clock.limit == clock.suspended_days:
            return day
    return clock.received_on


def strip(
    clock: Clock,
    *,
    arrived_on: date,
    today: date,
    calendar: Calendar,
    waits: Iterable[Wait] = (),
    ordered: date | None = None,
) -> Strip | None:
    """The calendar of a clock; None where nothing has been received, or a year's days are not known.

    ``waits`` are the times in which it waited for the applicant and that have ended; ``ordered`` the day that an organ
    of review or a court has set, which holds in place of the limit.
    """
    try:
        return _strip(clock, arrived_on, today, calendar, tuple(waits), ordered)
    except CalendarGap:
        return None


def _strip(
    clock: Clock, arrived_on: date, today: date, calendar: Calendar, waits: tuple[Wait, ...], ordered: date | None
) -> Strip:
    start = _start(clock, [wait.until for wait in waits], calendar)
    end = clock.replied_on or (None if clock.closed else today)
    last = max(one for one in (clock.due, ordered, end, clock.received_on, arrived_on) if one is not None)
    first = arrived_on - _DAY * arrived_on.weekday()
    weeks = (last - first).days // _WEEK + 1
    cut = weeks > _LONGEST
    if cut:
        first, weeks = first + _DAY * _WEEK * (weeks - _LONGEST), _LONGEST
    marks = _marks(clock, arrived_on, today, ordered)
    days: list[Day] = []
    count = suspended = 0
    for offset in range(weeks * _WEEK):
        day = first + _DAY * offset
        kind, text = _kind(clock, day, start, (arrived_on, today), calendar, waits)
        count += kind == "counted"
        suspended += kind == "suspended"
        days.append(Day(day, kind, count if kind == "counted" else 0, text, marks.get(day, ()), past=day <= today))
    rows = tuple((name, tuple(days[number::_WEEK])) for number, name in enumerate("一二三四五六日"))
    months = tuple(
        f"{monday.month}月" if number == 0 or monday.month != (monday - _DAY * _WEEK).month else ""
        for number, monday in enumerate(one.on for one in days[::_WEEK])
    )
    return Strip(rows, months, count, suspended, cut)


def _marks(clock: Clock, arrived_on: date, today: date, ordered: date | None) -> dict[date, tuple[str, ...]]:
    found: dict[date, tuple[str, ...]] = {}
    named = (
        (clock.replied_on, "复"), (ordered, "限"), (clock.due, "期"), (clock.received_on, "收"),
        (arrived_on if arrived_on != clock.received_on else None, "到"),
        (today if clock.replied_on is None and not clock.closed else None, "今"),
    )  # fmt: skip
    for day, mark in named:
        if day is not None:
            found[day] = (*found.get(day, ()), mark)
    return found


def _kind(
    clock: Clock, day: date, start: date | None, between: tuple[date, date], calendar: Calendar, waits: tuple[Wait, ...]
) -> tuple[str, str]:
    arrived_on, today = between
    if day < arrived_on:
        return "outside", ""
    off = calendar.why_off(day)
    if off:
        return "off", off
    if clock.waiting is not None and clock.waiting.since < day <= today:
        return "waiting", f"{clock.waiting.reason}，不计算"
    if clock.received_on is None or day <= clock.received_on:
        return "outside", "期限没有开始" if day != clock.received_on else "收到当日不计算"
    if clock.replied_on is not None and day > clock.replied_on:
        return "outside", "已经答复，不再计算"
    if start is not None and clock.due is not None and start < day <= clock.due:
        return _within_limit(clock, day, calendar)
    return _without_limit(clock, day, today, waits)


def _within_limit(clock: Clock, day: date, calendar: Calendar) -> tuple[str, str]:
    why = next((one.reason for one in clock.suspensions if _within(day, one.first, one.last)), None)
    if why is not None:
        return "suspended", f"{why}，不计入期限"
    return "counted", "调休上班，计入期限" if calendar.is_make_up(day) else "计入期限"


def _without_limit(clock: Clock, day: date, today: date, waits: tuple[Wait, ...]) -> tuple[str, str]:
    waited = next((one.reason for one in waits if one.since < day <= one.until), None)
    if waited is not None:
        return "waiting", f"{waited}，不计算"
    if clock.due is not None and day > clock.due:
        return ("late", "逾期") if day <= today else ("outside", "")
    return "void", "期限重新起算，这一天不计入"


def _within(day: date, first: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)
