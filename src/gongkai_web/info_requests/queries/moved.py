"""What a change of an agency's settings would do to its open requests, before it is made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from gongkai.law.events import EventError
from gongkai.law.settings import Settings
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.clock import clock_of, ordered_by
from gongkai_web.info_requests.models import InfoRequest, Step
from gongkai_web.organisations.models import Agency

__all__ = ["PREVIEWED", "Move", "moves"]

PREVIEWED = 1000
"""Open requests that a preview works out; all of them are when the change is made."""


@dataclass(frozen=True, slots=True)
class Move:
    """A request whose due day would move; ``problem`` where the new setting does not fit its steps."""

    request: InfoRequest
    before: date | None
    after: date | None
    problem: str = ""


def moves(agency: Agency, settings: Settings, today: date) -> tuple[list[Move], int]:
    """The open requests that would move, those due first in front, and how many were looked at. Writes nothing."""
    rows = list(InfoRequest.objects.open().filter(agency=agency).order_by("due_on", "id")[:PREVIEWED])
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(request__in=[row.pk for row in rows]).order_by("number"):
        steps[step.request_id].append(step)
    found, on = [], calendar()
    for row in rows:
        taken = steps[row.pk]
        try:
            clock = clock_of(row, calendar=on, settings=settings, on=today, steps=taken)
        except EventError as wrong:
            found.append(Move(row, row.due_on, None, str(wrong)))
            continue
        after = ordered_by(taken, round_=row.round) or clock.due
        if after != row.due_on:
            found.append(Move(row, row.due_on, after))
    return found, len(rows)
