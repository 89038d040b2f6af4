"""What a notice changes, day by day: shown before it is confirmed, kept in the log, and asked by later apps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from gongkai.law.calendar import Calendar, CalendarGap

__all__ = ["Difference", "compare", "told_day"]

_WEEKDAYS = "一二三四五六日"
_ORDINARY = ("上班", "周末")
UNKNOWN = "尚未公布"


def told_day(day: date) -> str:
    """2027-02-14（周日）."""
    return f"{day.isoformat()}（周{_WEEKDAYS[day.weekday()]}）"


@dataclass(frozen=True, slots=True)
class Difference:
    """Days on end that were one thing and are another now."""

    first: date
    last: date
    was: str
    now: str

    def __str__(self) -> str:
        days = told_day(self.first) + (f"至{told_day(self.last)}" if self.last > self.first else "")
        return f"{days}：{self.was} → {self.now}"


def _kind(calendar: Calendar, day: date) -> str:
    try:
        why = calendar.why_off(day)
    except CalendarGap:
        return UNKNOWN
    return why or ("调休上班" if calendar.is_make_up(day) else "上班")


def _days(old: Calendar, new: Calendar) -> Iterator[tuple[date, str, str]]:
    changed = {year for year in {*old.years, *new.years} if old.notices.get(year) != new.notices.get(year)}
    spans = [
        (date(year - 1, 12, 1), date(year + 1, 1, 31)) for year in changed
    ]  # a notice may name days of its neighbours
    days = {first + timedelta(n) for first, last in spans for n in range((last - first).days + 1)}
    for day in sorted(days):
        was, now = _kind(old, day), _kind(new, day)
        # Of a year that nothing was known of, an ordinary day is no news.
        if was != now and not (UNKNOWN in (was, now) and {was, now} & set(_ORDINARY)):
            yield day, was, now


def compare(old: Calendar, new: Calendar) -> tuple[Difference, ...]:
    """What differs, in the order of the days, days on end in one line. Empty for calendars that count alike."""
    numbered = enumerate(_days(old, new))
    grouped = groupby(numbered, key=lambda one: (one[1][0].toordinal() - one[0], one[1][1], one[1][2]))
    found = []
    for (_, was, now), group in grouped:
        days = [day for _, (day, _, _) in group]
        found.append(Difference(days[0], days[-1], was, now))
    return tuple(found)
