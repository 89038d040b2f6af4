"""The clock of a request: from its dated events to the day the reply is due, with every step and its clause.

Arts 30–35 of the Regulation. The first day is not counted; time for third parties, co-makers and other organs is not
counted; a clarification and a payment start the limit anew. What the law leaves open is in ``gongkai.law.settings``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongkai.law.calendar import Calendar, standard_calendar
from gongkai.law.deadlines.changes import Change, changes
from gongkai.law.deadlines.counting import due_day
from gongkai.law.deadlines.follow import follow
from gongkai.law.deadlines.model import Clock, Next, Step, Suspension, Waiting
from gongkai.law.deadlines.result import result
from gongkai.law.deadlines.run import Run
from gongkai.law.events import Event, EventError
from gongkai.law.settings import Settings

__all__ = ["Change", "Clock", "Next", "Step", "Suspension", "Waiting", "changes", "clock", "due_day", "due_on"]


def clock(
    events: Iterable[Event],
    *,
    on: date | None = None,
    calendar: Calendar | None = None,
    settings: Settings | None = None,
) -> Clock:
    """The state of the clock after ``events``, which must be in the order of their days.

    ``on`` is the day the question is asked, for what is used, left and overdue; without it the day of the last event.
    Raises EventError for events that cannot follow each other, CalendarGap for a year without a holiday notice.
    """
    read = tuple(events)
    run = Run(calendar or standard_calendar(), settings or Settings())
    follow(run, read)
    last = read[-1].on
    if on is not None and on < last:
        raise EventError(f"截至日期{on.isoformat()}早于最后一件事（{last.isoformat()}）")
    return result(run, on or last)


def due_on(events: Iterable[Event], calendar: Calendar, settings: Settings | None = None) -> date | None:
    """The due day alone, without a derivation: the fast way for many requests. Raises as ``clock``."""
    run = Run(calendar, settings or Settings(), explained=False)
    follow(run, tuple(events))
    return None if run.closed else run.due()
