"""What the clock of a request says: the due day, the steps that lead to it, what stops it, what may happen next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.law.clauses import clause

__all__ = ["CONFIRMATION", "CORRECTION", "PAYMENT", "Clock", "Next", "Step", "Suspension", "Waiting"]

CONFIRMATION, CORRECTION, PAYMENT = "等待确认", "等待补正", "等待缴费"
"""What a request waits for while its limit does not run."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the derivation: the day, what follows from it in Chinese, the clause id, the limit then."""

    on: date
    text: str
    clause: str
    due: date | None = None

    @property
    def citation(self) -> str:
        """The clause as it is cited."""
        return clause(self.clause).citation


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days that are not counted, both ends included; ``last`` is None while the answer is open and has no limit.

    ``assumed`` is True where nobody has answered yet and ``last`` is the day the limit for answering runs out.
    """

    first: date
    last: date | None
    reason: str
    clause: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stops the clock: the reason (``CONFIRMATION``, ``CORRECTION``, ``PAYMENT``), since when, until when at the
    latest, and what happens then.
    """

    reason: str
    since: date
    by: date | None
    then: str
    clause: str


@dataclass(frozen=True, slots=True)
class Next:
    """Something that may happen next: the event, by which day, and the clause."""

    event: str
    by: date | None
    clause: str


@dataclass(frozen=True)
class Clock:
    """The state of a request's clock.

    ``due`` is None while the request is not received, waits for the applicant, or waits without limit. ``used`` and
    ``left`` are working days up to the day asked about (or the reply). ``suspensions`` are all that was asked, also
    what was asked too late and so takes nothing out of the count; ``suspended_days`` are those that moved the due day.
    ``overdue_since`` is the day after the due day. ``violations`` are steps taken against the law.
    """

    received_on: date | None
    due: date | None
    limit: int
    extended: int
    used: int | None
    left: int | None
    suspensions: tuple[Suspension, ...]
    suspended_days: int
    waiting: Waiting | None
    replied_on: date | None
    closed: str
    overdue_since: date | None
    violations: tuple[Step, ...]
    steps: tuple[Step, ...]
    next: tuple[Next, ...]
    missing: tuple[int, ...]

    @property
    def provisional(self) -> bool:
        """True when the due day rests on a year without a holiday notice."""
        return bool(self.missing)

    @property
    def overdue(self) -> bool:
        """True when the reply is late, given or not."""
        return self.overdue_since is not None
