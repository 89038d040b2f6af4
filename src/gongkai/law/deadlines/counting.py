"""The one sum under every clock: working days after a start, suspended days left out, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from gongkai.law.calendar import Calendar

__all__ = ["ONE_DAY", "Span", "counted_days", "due_day"]

ONE_DAY = timedelta(days=1)

Span = tuple[date, date | None]
"""Days left out of the count, both ends included; without an end while nobody has answered."""


def due_day(calendar: Calendar, start: date, limit: int, spans: Iterable[Span] = ()) -> date | None:
    """The day on which ``limit`` working days after ``start`` are used up, the days of ``spans`` not counted.

    Each span is (first, last) with both ends left out of the count; overlapping days count once; a span that begins
    after the limit has run out changes nothing; one without an end leaves no due day (None). Raises CalendarGap.
    """
    due = calendar.add(start, limit)
    done = start
    for first, last in sorted(spans, key=lambda span: span[0]):
        if first > due:
            break
        if last is None:
            return None
        begin = max(first - ONE_DAY, done)
        if last > begin:
            due = calendar.add(due, calendar.between(begin, last))
            done = last
    return due


def counted_days(calendar: Calendar, start: date, until: date, spans: Iterable[Span] = ()) -> int:
    """Working days after ``start`` up to ``until`` that count, the days of ``spans`` left out. Raises CalendarGap."""
    if until <= start:
        return 0
    used = calendar.between(start, until)
    done = start
    for first, last in sorted(spans, key=lambda span: span[0]):
        begin = max(first - ONE_DAY, done)
        end = until if last is None else min(last, until)
        if end > begin:
            used -= calendar.between(begin, end)
            done = end
    return used
