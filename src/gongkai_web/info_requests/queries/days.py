"""Days left to a limit, in working days and in words; the calendar goes on provisionally where no notice is out yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.law.calendar import Calendar, CalendarGap
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.clock import longer

__all__ = ["Left", "days_left", "end_of", "long_calendar"]

_SOON = 3
"""Working days from which a limit is shown as near."""


@dataclass(frozen=True, slots=True)
class Left:
    """How far a limit is: working days left (negative: past), how it is said, how it is coloured."""

    days: int
    text: str
    tone: str  # late, soon, calm


def long_calendar() -> Calendar:
    """The site's calendar, provisional in the years without a notice."""
    return longer(calendar())


def days_left(due: date, today: date, on: Calendar) -> Left:
    """Working days from today to a limit: 还剩3个工作日, 今天到期, 已逾期2个工作日."""
    try:
        days = on.between(today, due)
    except CalendarGap:  # further ahead than anybody counts
        return Left((due - today).days, f"至{due.isoformat()}", "calm")
    if due < today:
        # A limit that ran out yesterday is past, whether or not today is worked.
        return Left(min(days, -1), f"已逾期{max(-days, 1)}个工作日", "late")
    if due == today:
        return Left(0, "今天到期", "soon")
    return Left(days, f"还剩{days}个工作日", "soon" if days <= _SOON else "calm")


def end_of(today: date, days: int, on: Calendar) -> date:
    """The last day of so many working days from today on."""
    return on.add(today, days)
