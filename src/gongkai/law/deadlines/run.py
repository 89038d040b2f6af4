"""The clock while events are read: what is counted from when, what is open, what has been said so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gongkai.law.calendar import Calendar
from gongkai.law.deadlines.counting import ONE_DAY, due_day
from gongkai.law.deadlines.limits import CONSULT_LIMIT, REPLY_LIMIT
from gongkai.law.deadlines.model import Step, Suspension, Waiting
from gongkai.law.events import Event
from gongkai.law.settings import Settings

__all__ = ["ASKED", "Run"]

ASKED: dict[str, tuple[str, str, int | None]] = {
    "third_party_asked": ("第三方", "REG2019/32", CONSULT_LIMIT),
    "co_maker_asked": ("共同制作机关", "REG2019/34", CONSULT_LIMIT),
    "opinion_asked": ("其他机关", "REG2019/33", None),
}
"""Whom a question goes to, the clause, and the working days for the answer where the law gives some."""


@dataclass
class Run:
    """The clock while events are read. ``start`` is the day before the first counted day."""

    calendar: Calendar
    settings: Settings
    start: date | None = None
    received_on: date | None = None
    extended: int = 0
    fixed: date | None = None
    clarified_once: bool = False
    extensions: int = 0
    closed_suspensions: list[Suspension] = field(default_factory=list)
    open_asks: list[Event] = field(default_factory=list)
    waiting: Waiting | None = None
    replied_on: date | None = None
    closed: str = ""
    steps: list[Step] = field(default_factory=list)
    violations: list[Step] = field(default_factory=list)
    explained: bool = True

    def step(self, on: date, text: str, clause_id: str, *, due: date | None = None) -> None:
        """Adds a line to the derivation."""
        if self.explained:
            self.steps.append(Step(on, text, clause_id, due))

    def violation(self, on: date, text: str, clause_id: str) -> None:
        """Tells a step that was taken against the law; the clock goes on."""
        self.violations.append(Step(on, text, clause_id))
        self.steps.append(Step(on, f"注意：{text}", clause_id))

    def suspensions(self) -> list[Suspension]:
        """Those that are over, and those still open: to the end of their limit, or without end."""
        return [*self.closed_suspensions, *(self.as_open(event) for event in self.open_asks)]

    def as_open(self, event: Event) -> Suspension:
        """The time that an unanswered question takes: to the end of its limit, or without end."""
        who, clause_id, limit = ASKED[event.kind]
        last = None if limit is None else self.calendar.add(event.day("delivered_on") or event.on, limit)
        return Suspension(self.first_day(event.on), last, f"征求{who}意见", clause_id, assumed=True)

    def first_day(self, asked_on: date) -> date:
        """The first day that a question takes out of the count."""
        return asked_on + ONE_DAY if self.settings.suspend_from_next_day else asked_on

    def due(self) -> date | None:
        """The day the reply is due as things stand; None while the clock does not run."""
        if self.start is None or self.waiting is not None:
            return None
        if self.fixed is not None:
            return self.fixed
        spans = [(s.first, s.last) for s in self.suspensions()]
        return due_day(self.calendar, self.start, REPLY_LIMIT + self.extended, spans)
