"""Which letters a case has, which are due, and which the applicant may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from gongkai.law.outcomes import outcome
from gongkai.law.procedure import NotAllowed
from gongkai.law.procedure import step as rule_of
from gongkai_web.common.prepared import prepared
from gongkai_web.info_requests.letters.catalogue import spec
from gongkai_web.info_requests.models import Decision, InfoRequest, Letter, Party, Step

__all__ = ["Due", "letters_due", "letters_for_applicant"]


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that a step asks for and that has not gone out."""

    code: str
    name: str
    step: Step
    party: Party | None


def letters_due(
    row: InfoRequest,
    steps: Sequence[Step],
    *,
    decision: Decision | None,
    parties: Iterable[Party],
    letters: Iterable[Letter],
) -> list[Due]:
    """What the steps of the present round ask for by the table of the procedure and what was not issued yet.

    The reply is due once the decision is signed, before the step that serves it.
    """
    by_key, by_id = {party.key: party for party in parties}, {step.pk: step for step in steps}
    issued = [one for one in letters if one.is_issued and one.round == row.round]
    gone = {(one.step_id, one.code, one.party_id) for one in issued}
    codes = {one.code for one in issued}
    found: list[Due] = []
    told_on = {by_id[one.step_id].on for one in issued if one.code == "L06" and one.step_id in by_id}
    for step in steps:
        if step.is_struck or step.round != row.round:
            continue
        for code in _codes(step, decision):
            letter = spec(code)
            party = by_key.get(str(step.data.get("party", ""))) if letter.to == "party" else None
            if letter.to == "party" and party is None:
                continue
            if (code == "L06" and step.on in told_on) or (letter.reply and code in codes):
                continue  # the applicant is told once of all that are asked on a day
            told_on |= {step.on} if code == "L06" else set()
            if (step.pk, code, party.pk if party else None) not in gone:
                found.append(Due(code, letter.title, step, party))
    return found


def _codes(step: Step, decision: Decision | None) -> tuple[str, ...]:
    """The letters of a step: those of the table; at the signature the one of the ending."""
    if step.event == "approved" and decision is not None and decision.outcome:
        code = outcome(decision.outcome).letter
        return (code,) if code else ()
    try:
        named = rule_of(step.state_before, step.event).letters
    except NotAllowed:
        return ()
    if "outcome" in named and step.event == "replied_at_once" and decision is not None and decision.outcome:
        return tuple(code for code in (outcome(decision.outcome).letter,) if code)
    return tuple(code for code in named if code != "outcome")


@prepared
def _issued(request_id: int) -> QuerySet[Letter]:
    found = Letter.objects.filter(request=request_id, party__isnull=True, issued_on__isnull=False)
    return found.order_by("issued_on", "id")


def letters_for_applicant(request: InfoRequest) -> list[Letter]:
    """Issued letters that are the applicant's to have: addressed to him, a reply only once it has been served."""
    mine = [one for one in _issued(request_id=request.pk) if spec(one.code).to == "applicant"]
    return [one for one in mine if not spec(one.code).reply or one.code == "L19" or one.sent_on is not None]
