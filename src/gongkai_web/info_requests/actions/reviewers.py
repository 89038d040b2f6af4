"""Telling those whose opinion a draft needs before it goes on: of disclosure, of secrecy, of law (art. 17)."""

from __future__ import annotations

from gongkai.law.outcomes import outcome
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.kinds import OpinionKind
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest
from gongkai_web.info_requests.queries.on_file import folder_of, standing_opinions
from gongkai_web.notify.actions import tell

__all__ = ["tell_reviewers"]

_GIVE = {
    OpinionKind.DISCLOSURE: (Role.DISCLOSURE_OFFICE, Role.DISCLOSURE_OFFICE_HEAD),
    OpinionKind.SECRECY: (Role.SECRECY_REVIEWER,),
    OpinionKind.LEGAL: (Role.LEGAL_REVIEWER,),
}


def tell_reviewers(row: InfoRequest, decision: Decision, *, by: Actor) -> None:
    """Tells them of a draft that still lacks their opinion; of a practice case nobody is told."""
    if row.practice:
        return
    lacking = _wanted(row, decision)
    people = User.objects.active().filter(memberships__agency=row.agency_id, memberships__ended_at__isnull=True)
    for kind in lacking:
        told = {"number": row.number, "kind": kind.label, "drafter": by.name}
        for person in people.filter(memberships__role__in=_GIVE[kind]).distinct():
            if person.get_username() != by.account:
                tell(person, "request.opinion_wanted", told, by=by, reference=("request", row.number))


def _wanted(row: InfoRequest, decision: Decision) -> list[OpinionKind]:
    """The opinions that the law or the desk wants of this draft, without those that stand and agree."""
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    asked = {
        OpinionKind.DISCLOSURE: desk.needs_disclosure or any(n.id == "review" for n in outcome(decision.outcome).needs),
        OpinionKind.SECRECY: desk.needs_secrecy,
        OpinionKind.LEGAL: desk.needs_legal,
    }
    standing = {kind for kind, one in standing_opinions(folder_of(row)).items() if one.agrees}
    return [kind for kind, wanted in asked.items() if wanted and kind not in standing]
