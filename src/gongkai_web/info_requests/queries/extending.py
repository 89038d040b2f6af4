"""What an extension would come to, by the table of the procedure and the clock, before anybody takes the step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.law import procedure
from gongkai.law.calendar import Calendar
from gongkai.law.deadlines.limits import EXTENSION_MOST
from gongkai.law.events import EventError
from gongkai.law.settings import Settings
from gongkai_web.info_requests.clock import shown_clock
from gongkai_web.info_requests.models import ExtensionProposal, InfoRequest, Step

__all__ = ["EXTENDED_IN", "Extension", "extension", "own_hand"]

EXTENDED_IN = frozenset(one.source for one in procedure.transitions() if one.event == "extended")
"""States in which the table of the procedure has the step."""


@dataclass(frozen=True, slots=True)
class Extension:
    """The due day without and with it, and what stands against it in sentences; nothing where the law allows it."""

    before: date | None
    after: date | None
    against: tuple[str, ...]


def extension(
    row: InfoRequest,
    steps: Iterable[Step],
    *,
    calendar: Calendar,
    settings: Settings,
    on: date,
    days: int = EXTENSION_MOST,
) -> Extension:
    """What the step ``extended`` of that day would come to. Nothing is written."""
    taken = list(steps)
    now = shown_clock(row, calendar=calendar, settings=settings, on=on, steps=taken)
    try:
        procedure.step(row.state, "extended")
        last = max((step.number for step in taken), default=0)
        tried = Step(number=last + 1, round=row.round, event="extended", on=on, data={"days": days})
        then = shown_clock(row, calendar=calendar, settings=settings, on=on, steps=[*taken, tried])
    except (procedure.NotAllowed, EventError) as refusal:
        return Extension(now.due, now.due, (f"{refusal}。",))
    known = {(one.on, one.text) for one in now.violations}
    against = tuple(f"{one.text}（{one.citation}）。" for one in then.violations if (one.on, one.text) not in known)
    return Extension(now.due, then.due, against)


def own_hand(row: InfoRequest, person: int | None, pending: ExtensionProposal | None) -> str:
    """Why somebody who stands in for the absent head may not agree to this extension; "" where he may.

    Who handles a request or has proposed to extend its limit would agree to what he asks for himself.
    """
    if pending is not None and pending.proposed_by_id == person:
        return "延期是您建议的，不能由您代负责人决定；请由负责人本人或者其他负责人决定。"
    if row.handler_id == person:
        return "这件申请由您承办，延期不能由您代负责人决定；请由负责人本人或者其他负责人决定。"
    return ""
