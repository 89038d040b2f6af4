"""The clock while events are read: what is counted from when, what is open, what has been said so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gongkai.law.calendar import Calendar
from gongkai.law.deadlines.consulting import ASKED, CONSULTED, Consultation
from gongkai.law.deadlines.counting import ONE_DAY, Span, due_day
from gongkai.law.deadlines.limits import REPLY_LIMIT
from gongkai.law.deadlines.model import Step, Suspension, Waiting
from gongkai.law.events import Event
from gongkai.law.settings import Settings

__all__ = ["Run"]


@dataclass(slots=True)
class Run:
    """The clock while events are read. ``start`` is the day before the first counted day.

    ``delayed_until`` is the limit of art. 35; ``consultation`` the one that the event at hand opens or ends;
    ``explained`` is False where only the due day is wanted, and then nothing is told.
    """

    calendar: Calendar
    settings: Settings
    explained: bool = True
    start: date | None = None
    received_on: date | None = None
    extended: int = 0
    extensions: int = 0
    delayed_until: date | None = None
    clarified_once: bool = False
    void_clarifications: int = 0
    reasons_open: bool = False
    consultation: Consultation | None = None
    open_asks: list[Consultation] = field(default_factory=list)
    closed_spans: list[Span] = field(default_factory=list)
    closed_suspensions: list[Suspension] = field(default_factory=list)
    waiting: Waiting | None = None
    replied_on: date | None = None
    closed: str = ""
    steps: list[Step] = field(default_factory=list)
    violations: list[Step] = field(default_factory=list)

    def step(self, on: date, text: str, clause_id: str, *, due: date | None = None) -> None:
        """Adds a line to the derivation."""
        self.steps.append(Step(on, text, clause_id, due))

    def violation(self, on: date, text: str, clause_id: str) -> None:
        """Tells a step that was taken against the law; the clock goes on."""
        self.violations.append(Step(on, text, clause_id))
        self.steps.append(Step(on, f"注意：{text}", clause_id))

    @property
    def limit(self) -> int:
        """Working days for the reply, with the extension."""
        return REPLY_LIMIT + self.extended

    def suspend(self, first: date, last: date, reason: str, clause_id: str) -> None:
        """Takes days out of the count, both ends included."""
        self.closed_spans.append((first, last))
        if self.explained:
            self.closed_suspensions.append(Suspension(first, last, reason, clause_id))

    def suspensions(self) -> list[Suspension]:
        """Those that are over, and those still open: to the end of their limit, or without end."""
        return [*self.closed_suspensions, *(self.as_open(one) for one in self.open_asks)]

    def as_open(self, one: Consultation) -> Suspension:
        """The time that a question takes as long as it is not answered: to the end of its limit, or without end."""
        kind = one.asked.kind
        first, last = self.first_day(one.asked.on), self.answer_by(one.asked)
        return Suspension(first, last, CONSULTED[kind], ASKED[kind][1], assumed=True)

    def answer_by(self, asked: Event) -> date | None:
        """The last day for an answer, counted from the day the question was received; None where there is none."""
        limit = ASKED[asked.kind][2]
        return None if limit is None else self.calendar.add(asked.day("delivered_on") or asked.on, limit)

    def last_day(self, one: Consultation) -> date | None:
        """The last day that a question takes out of the count, its answer known."""
        by = self.answer_by(one.asked)
        if one.answered is None:
            return by
        late = by is not None and one.answered.on > by
        return by if late and self.settings.consultation_ends_at_limit else one.answered.on

    def first_day(self, asked_on: date) -> date:
        """The first day that a question takes out of the count."""
        return asked_on + ONE_DAY if self.settings.suspend_from_next_day else asked_on

    def spans(self) -> list[Span]:
        """The suspensions as far as events were read."""
        return [
            *self.closed_spans,
            *((self.first_day(one.asked.on), self.answer_by(one.asked)) for one in self.open_asks),
        ]

    def due(self) -> date | None:
        """The day the reply is due as things stand; None while the clock does not run."""
        return self._due(self.spans()) if self._runs else None

    def ran_out_on(self) -> date | None:
        """The due day by which a step is in time or late: an answer that came in later already counts.

        An unanswered question is taken to end with its limit. Where the answer is on record, though, the time until it
        is not counted, and a step in that time is in time, however late the answer came.
        """
        if not self._runs:
            return None
        asks = [(self.first_day(one.asked.on), self.last_day(one)) for one in self.open_asks]
        return self._due([*self.closed_spans, *asks])

    @property
    def _runs(self) -> bool:
        return self.start is not None and self.waiting is None

    def _due(self, spans: list[Span]) -> date | None:
        assert self.start is not None
        due = due_day(self.calendar, self.start, self.limit, spans)
        return due if due is None or self.delayed_until is None else max(due, self.delayed_until)

    def restart(self, day: date) -> None:
        """The limit begins anew: what was suspended before no longer matters, nor by default an extension."""
        self.start = day
        self.delayed_until = None
        if not self.settings.restart_keeps_extension:
            self.extended = self.extensions = 0
