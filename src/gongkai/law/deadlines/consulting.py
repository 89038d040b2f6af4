"""Who is asked for an opinion, and which answer belongs to which question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.law.deadlines.limits import CONSULT_LIMIT
from gongkai.law.events import Event

__all__ = ["ASKED", "CONSULTED", "SILENCE", "Consultation", "consultations"]

ASKED: dict[str, tuple[str, str, int | None]] = {
    "third_party_asked": ("第三方", "REG2019/32", CONSULT_LIMIT),
    "co_maker_asked": ("共同制作机关", "REG2019/34", CONSULT_LIMIT),
    "opinion_asked": ("其他机关", "REG2019/33", None),
}
"""Whom a question goes to, the clause, and the working days for the answer where the law gives some."""

CONSULTED = {kind: f"征求{who}意见" for kind, (who, _, _) in ASKED.items()}
"""Why days are not counted."""

SILENCE = {"third_party_asked": "由行政机关依法决定是否公开", "co_maker_asked": "视为同意公开"}
"""What follows where those who have a limit let it pass."""

_ANSWERS = {kind.replace("asked", "answered"): kind for kind in ASKED}


@dataclass(slots=True, eq=False)
class Consultation:
    """A question and its answer; None while there is no answer on record."""

    asked: Event
    answered: Event | None = None


def consultations(events: Sequence[Event]) -> dict[int, Consultation]:
    """Position in ``events`` → the consultation that the event there opens or ends.

    An answer goes to the first open question of its kind to the same party; one that names no party, or a party that
    no question names, to the first open question that may be meant. An answer without a question is left out.
    """
    found: dict[int, Consultation] = {}
    pending: list[Consultation] = []
    for position, event in enumerate(events):
        kind = event.kind
        if kind in ASKED:
            found[position] = asked = Consultation(event)
            pending.append(asked)
        elif kind in _ANSWERS and (meant := _meant(pending, event)) is not None:
            meant.answered = event
            pending.remove(meant)
            found[position] = meant
    return found


def _meant(pending: Sequence[Consultation], answer: Event) -> Consultation | None:
    kind, party = _ANSWERS[answer.kind], answer.data.get("party")
    may_be_meant = None
    for one in pending:
        if one.asked.kind == kind:
            asked = one.asked.data.get("party")
            if asked == party:
                return one
            if may_be_meant is None and (party is None or asked is None):
                may_be_meant = one
    return may_be_meant
