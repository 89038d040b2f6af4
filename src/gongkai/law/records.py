"""Which preconditions of an ending the dated events of a request already prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from gongkai.law.calendar import Calendar
from gongkai.law.deadlines.consulting import consultations
from gongkai.law.deadlines.limits import CONSULT_LIMIT
from gongkai.law.events import Event

__all__ = ["on_record"]

_PROVES = {"clarification_asked": "clarification", "fee_notified": "fee_notice", "reasons_asked": "reasons_asked"}


def on_record(events: Iterable[Event], on: date, calendar: Calendar) -> frozenset[str]:
    """Ids of the preconditions that events up to ``on`` prove.

    A third party counts as consulted once it has answered or its time has run out (art. 32). Raises CalendarGap.
    """
    return frozenset(_proven([event for event in events if event.on <= on], on, calendar))


def _proven(events: list[Event], on: date, calendar: Calendar) -> Iterator[str]:
    for event in events:
        if event.kind in _PROVES:
            yield _PROVES[event.kind]
    for one in consultations(events).values():
        if one.asked.kind == "third_party_asked":
            received = one.asked.day("delivered_on") or one.asked.on
            if one.answered is not None or on > calendar.add(received, CONSULT_LIMIT):
                yield "third_party_consultation"
