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


def told(facts: Sequence[Fact], working: set[date], rules: Mapping[str, Any]) -> Told:
    """What the clock says after all facts, as of the day of the last of them or of the reply."""
    replied = next((reply_day(fact) for fact in facts if fact[0] == "replied"), None)
    spans = [consulted(position, facts, working, rules, replied) for position in range(len(facts))]
    out = [span for span in spans if span]
    start: date | None = None
    waiting: tuple[str, date] | None = None
    limit, extensions, set_day, corrections = 20, 0, None, 0
    answer = Told()

    def begin_again(day: date) -> None:
        nonlocal start, limit, extensions, set_day
        start, set_day = day, None
        if not rules["restart_keeps_extension"]:
            limit, extensions = 20, 0

    def ran_out_before(day: date) -> bool:
        end = None if start is None or waiting else the_end(start, limit, set_day, out, working)
        return end is not None and day > end

    for position, (kind, day, data) in enumerate(facts):
        if kind == "received":
            start = data.get("confirmed_on") or day
        elif kind == "confirmed":
            start = day
        elif kind == "clarification_asked":
            corrections += 1
            waiting = ("correction", day) if corrections == 1 else waiting
        elif kind == "clarified" and waiting and waiting[0] == "correction":
            waiting = None
            begin_again(day)
        elif kind == "fee_notified":
            waiting = ("payment", waiting[1] if waiting else day)
        elif kind == "fee_paid" and waiting:
            since, waiting = waiting[1], None
            if rules["fee_restarts_limit"]:
                begin_again(day)
            else:
                out.append(Span(first_day(since, rules), day))
        elif kind == "reasons_given" and rules["reasons_restart_limit"]:
            begin_again(day)
        elif kind == "extended":
            if (extensions and rules["extension_once"]) or ran_out_before(day):
                answer.void.append(position)
            else:
                extensions += 1
                limit += data.get("days", 20)
                set_day = set_day and nth_after(set_day, data.get("days", 20), working)
        elif kind == "delayed":
            if ran_out_before(day):
                answer.void.append(position)
            else:
                set_day = nth_after(data["until"] - DAY, 1, working)
        elif kind == "replied" and waiting:
            out.append(Span(first_day(waiting[1], rules), reply_day((kind, day, data))))
            waiting = None
        elif kind in ("abandoned", "withdrawn", "transferred"):
            return answer
    if start is None or waiting:
        return answer
    answer.due = the_end(start, limit, set_day, out, working)
    until = replied or facts[-1][1]
    answer.late = answer.due is not None and until > answer.due
    answer.used = sum(counts(day, start, answer.due or NEVER, out, working) for day in days(start, until))
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
