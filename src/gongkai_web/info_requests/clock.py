"""From the steps of a request to the law's events, and from them to the clock. No date is worked out anywhere else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from gongkai.law.calendar import Calendar, CalendarGap
from gongkai.law.deadlines import Clock, clock
from gongkai.law.events import Event, read_event
from gongkai.law.settings import Settings
from gongkai_web.info_requests.models.requests import InfoRequest
from gongkai_web.info_requests.models.steps import Step

__all__ = ["Counting", "clock_of", "law_events", "longer", "ordered_by", "run_clock", "shown_clock"]

_SAME = frozenset({
    "received", "confirmed", "clarification_asked", "clarified", "reasons_asked", "reasons_given", "third_party_asked",
    "third_party_answered", "co_maker_asked", "co_maker_answered", "opinion_asked", "opinion_answered", "extended",
    "delayed", "fee_notified", "fee_paid", "replied", "withdrawn", "transferred",
})  # fmt: skip
_AS = {"arrived": "received", "replied_at_once": "replied", "correction_lapsed": "abandoned", "fee_lapsed": "abandoned"}
_KEYS = {"channel", "confirmed_on", "party", "delivered_on", "days", "until", "posted_on", "signed_on"}
"""What the law reads of the data of a step."""
_YEARS_AHEAD = 3
_KEPT = 256
_made: dict[int, tuple[Calendar, Calendar]] = {}


def law_events(steps: Iterable[Step], *, round_: int) -> list[dict[str, Any]]:
    """The events of one round as `gongkai law deadline --events` reads them, by their days.

    A round begins with the receipt, a later one with the day on which the matter was taken up again.
    """
    found: list[tuple[date, int, dict[str, Any]]] = []
    for step in steps:
        if step.is_struck or step.round != round_:
            continue
        kind = step.event if step.event in _SAME else _AS.get(step.event)
        if step.event == "reopened":
            kind = "received"
        if kind is None:
            continue
        told = {key: value for key, value in step.data.items() if key in _KEYS and value not in (None, "")}
        if step.event == "reopened":
            told.pop("until", None)  # a court's or a reviewing organ's own limit: see ``ordered_by``
        found.append((step.on, step.number, {"event": kind, "on": step.on.isoformat(), **told}))
    # By their days; of one day, in the order in which they were entered.
    return [event for _, _, event in sorted(found, key=lambda one: one[:2])]


def ordered_by(steps: Iterable[Step], *, round_: int) -> date | None:
    """The day by which the organ of review or the court ordered a new decision; None where it set none.

    Such a limit is the order's and not the Regulation's: it stands in place of what the clock says.
    """
    opened = [step for step in steps if step.event == "reopened" and step.round == round_ and not step.is_struck]
    until = opened[-1].data.get("until") if opened else None
    return date.fromisoformat(until) if until else None


def run_clock(events: list[dict[str, Any]], calendar: Calendar, settings: Settings, on: date | None = None) -> Clock:
    """The clock of these events, provisional where a year has no holiday notice yet.

    ``on`` is the day it is asked; an earlier day than that of the last event counts as that day. Raises EventError.
    """
    read: list[Event] = [read_event(event, number) for number, event in enumerate(events, 1)]
    asked = None if on is None or not read else max(on, read[-1].on)
    try:
        return clock(read, on=asked, calendar=calendar, settings=settings)
    except CalendarGap:
        return clock(read, on=asked, calendar=longer(calendar), settings=settings)


def longer(calendar: Calendar) -> Calendar:
    """The calendar that guesses where no notice is out yet; made once for each, for that takes a millisecond."""
    found = _made.get(id(calendar))
    if found is None or found[0] is not calendar:
        found = (calendar, calendar.provisional(max(calendar.years) + _YEARS_AHEAD))
        _made.clear()
        _made[id(calendar)] = found
    return found[1]


def clock_of(
    request: InfoRequest, *, calendar: Calendar, settings: Settings, on: date, steps: Iterable[Step] | None = None
) -> Clock:
    """The clock of a request's present round."""
    taken = request.steps.all() if steps is None else steps
    return run_clock(law_events(taken, round_=request.round), calendar, settings, on)


class Counting:
    """A calendar as part of the key of what was worked out with it: that very object, not one that is equal."""

    __slots__ = ("calendar",)

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def __hash__(self) -> int:
        return id(self.calendar)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counting) and other.calendar is self.calendar


def shown_clock(
    request: InfoRequest, *, calendar: Calendar, settings: Settings, on: date, steps: Iterable[Step]
) -> Clock:
    """``clock_of`` for a page, which is looked at many times between two steps: kept by all that it hangs on."""
    events = law_events(steps, round_=request.round)
    return _kept_clock(json.dumps(events, ensure_ascii=False), Counting(calendar), settings, on)


@lru_cache(maxsize=_KEPT)
def _kept_clock(events: str, counting: Counting, settings: Settings, on: date) -> Clock:
    return run_clock(json.loads(events), counting.calendar, settings, on)
