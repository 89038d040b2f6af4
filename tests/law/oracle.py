"""The clock of a request once more, as slowly as it can be done: day by day, with a set of working days and no more.

Written from the Regulation and the contract, apart from ``gongkai.law.deadlines``, of which it knows nothing. A fact is
``(kind, day, data)``; the rules are the names of ``gongkai.law.settings``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

Fact = tuple[str, date, Mapping[str, Any]]

DAY = timedelta(days=1)
NEVER = date(9999, 1, 1)
LIMITED = {"third_party_asked": 15, "co_maker_asked": 15}


@dataclass
class Told:
    """The due day, whether it is late as of the last day, working days used; facts that came too late by position."""

    due: date | None = None
    used: int | None = None
    late: bool = False
    void: list[int] = field(default_factory=list)


@dataclass
class Span:
    first: date
    last: date


def nth_after(day: date, count: int, working: set[date]) -> date:
    while count:
        day += DAY
        count -= day in working
    return day


class Walk:
    """What has happened so far; ``out`` are the days taken out, those of answers still to come included."""

    def __init__(self, out: list[Span], working: set[date], rules: Mapping[str, Any]) -> None:
        self.out, self.working, self.rules = out, working, rules
        self.start: date | None = None
        self.waiting: tuple[str, date] | None = None
        self.limit, self.extensions, self.corrections = 20, 0, 0
        self.set_day: date | None = None
        self.void: list[int] = []
        self.ended = False

    def begin_again(self, day: date) -> None:
        self.start, self.set_day = day, None
        if not self.rules["restart_keeps_extension"]:
            self.limit, self.extensions = 20, 0

    def end(self) -> date | None:
        if self.start is None or self.waiting or self.ended:
            return None
        return the_end(self.start, self.limit, self.set_day, self.out, self.working)

    def too_late(self, position: int, day: date) -> bool:
        """Whether the limit had run out before that day; then the step has no effect."""
        end = self.end()
        late = end is not None and day > end
        self.void += [position] * late
        return late

    def received(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        self.start = data.get("confirmed_on") or day

    def clarification_asked(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        self.corrections += 1
        self.waiting = ("correction", day) if self.corrections == 1 else self.waiting

    def clarified(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        if self.waiting and self.waiting[0] == "correction":
            self.waiting = None
            self.begin_again(day)

    def fee_notified(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        self.waiting = ("payment", self.waiting[1] if self.waiting else day)

    def fee_paid(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        if self.rules["fee_restarts_limit"]:
            self.waiting = None
            self.begin_again(day)
        else:
            self.wait_ended(day)

    def wait_ended(self, day: date) -> None:
        assert self.waiting is not None
        self.out.append(Span(first_day(self.waiting[1], self.rules), day))
        self.waiting = None

    def reasons_given(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        if self.rules["reasons_restart_limit"]:
            self.begin_again(day)

    def extended(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        if self.extensions and self.rules["extension_once"]:
            self.void.append(position)
        elif not self.too_late(position, day):
            days = data.get("days", 20)
            self.extensions += 1
            self.limit += days
            self.set_day = self.set_day and nth_after(self.set_day, days, self.working)

    def delayed(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        if not self.too_late(position, day):
            self.set_day = nth_after(data["until"] - DAY, 1, self.working)

    def replied(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        if self.waiting:
            self.wait_ended(reply_day(("replied", day, data)))

    def withdrawn(self, position: int, day: date, data: Mapping[str, Any]) -> None:
        self.ended = True

    abandoned = transferred = withdrawn


def told(facts: Sequence[Fact], working: set[date], rules: Mapping[str, Any]) -> Told:
    """What the clock says after all facts, as of the day of the last of them or of the reply."""
    replied = next((reply_day(fact) for fact in facts if fact[0] == "replied"), None)
    spans = [consulted(position, facts, working, rules, replied) for position in range(len(facts))]
    walk = Walk([span for span in spans if span], working, rules)
    for position, (kind, day, data) in enumerate(facts):
        if hasattr(walk, kind):
            getattr(walk, kind)(position, day, data)
    answer = Told(walk.end(), void=walk.void)
    if walk.start is None or walk.waiting or walk.ended:
        return answer
    until = replied or facts[-1][1]
    answer.late = answer.due is not None and until > answer.due
    due = answer.due or NEVER
    answer.used = sum(counts(day, walk.start, due, walk.out, working) for day in days(walk.start, until))
    return answer


def counts(day: date, start: date, due: date, out: Sequence[Span], working: set[date]) -> bool:
    """A working day is used unless a consultation takes it; none does after the limit has run out."""
    return start < day and day in working and (day > due or not taken_out(day, out))


def days(first: date, last: date) -> list[date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


def the_end(start: date, limit: int, set_day: date | None, out: Sequence[Span], working: set[date]) -> date | None:
    """Walks from the start until the limit is used up; None where somebody is asked and never has to answer."""
    day, used = start, 0
    while used < limit:
        day += DAY
        if any(span.first <= day and span.last == NEVER for span in out):
            return None
        used += day in working and not taken_out(day, out)
    return max(day, set_day or day)


def taken_out(day: date, out: Sequence[Span]) -> bool:
    return any(span.first <= day <= span.last for span in out)


def first_day(asked: date, rules: Mapping[str, Any]) -> date:
    return asked + DAY if rules["suspend_from_next_day"] else asked


def reply_day(fact: Fact) -> date:
    _, day, data = fact
    return data.get("posted_on") or data.get("signed_on") or day


def consulted(
    position: int, facts: Sequence[Fact], working: set[date], rules: Mapping[str, Any], replied: date | None
) -> Span | None:
    """The time that the question at this position takes; None where there is no question."""
    kind, asked, data = facts[position]
    if kind not in ("third_party_asked", "co_maker_asked", "opinion_asked"):
        return None
    limit = LIMITED.get(kind)
    expiry = NEVER if limit is None else nth_after(data.get("delivered_on") or asked, limit, working)
    last = answered(position, facts)
    if last is None:
        last = min(expiry, replied or NEVER)
    elif rules["consultation_ends_at_limit"]:
        last = min(last, expiry)
    return Span(first_day(asked, rules), last)


def answered(position: int, facts: Sequence[Fact]) -> date | None:
    """The answers of one party go to its questions in their order."""
    kind, _, data = facts[position]
    open_questions: list[int] = []
    for number, (other, day, theirs) in enumerate(facts):
        if theirs.get("party") != data.get("party"):
            continue
        if other == kind:
            open_questions.append(number)
        elif other == kind.replace("asked", "answered") and open_questions.pop(0) == position:
            return day
    return None
