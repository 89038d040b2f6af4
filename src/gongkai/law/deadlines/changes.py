"""Which due days a new holiday notice moves."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.law.calendar import Calendar, CalendarGap
from gongkai.law.deadlines.follow import follow
from gongkai.law.deadlines.run import Run
from gongkai.law.events import Event
from gongkai.law.settings import Settings

__all__ = ["Change", "changes"]


@dataclass(frozen=True, slots=True)
class Change:
    """A due day that is another under a new calendar; None where there is none: it waits, is closed, or has a gap."""

    key: Hashable
    before: date | None
    after: date | None


def changes(
    cases: Mapping[Hashable, Iterable[Event]], old: Calendar, new: Calendar, settings: Settings | None = None
) -> list[Change]:
    """The cases whose due day differs between two calendars, as when a holiday notice has come.

    A case that one of the calendars cannot answer (a year without a notice) has None there. Raises EventError.
    """
    own = settings or Settings()
    found = []
    for key, events in cases.items():
        read = tuple(events)
        before, after = _due(read, old, own), _due(read, new, own)
        if before != after:
            found.append(Change(key, before, after))
    return found


def _due(events: tuple[Event, ...], calendar: Calendar, settings: Settings) -> date | None:
    run = Run(calendar, settings, explained=False)
    try:
        follow(run, events)
        return None if run.closed else run.due()
    except CalendarGap:
        return None
