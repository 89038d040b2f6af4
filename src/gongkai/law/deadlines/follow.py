"""Events one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.law.deadlines.consulting import consultations
from gongkai.law.deadlines.run import Run
from gongkai.law.deadlines.takes import take
from gongkai.law.events import Event, EventError

__all__ = ["follow"]


def follow(run: Run, events: Sequence[Event]) -> None:
    """Lets the events happen in their order. Raises EventError where they are none or out of order, CalendarGap."""
    if not events:
        raise EventError("没有任何事件")
    found = consultations(events)
    last = events[0]
    for position, event in enumerate(events):
        if event.on < last.on:
            raise EventError(f"“{event.name}”（{event.on.isoformat()}）早于前一件事（{last.on.isoformat()}）")
        last = event
        run.consultation = found.get(position)
        take(run, event)
