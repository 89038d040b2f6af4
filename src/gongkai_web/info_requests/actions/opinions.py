"""Reviews within the agency: of disclosure, of secrecy, of law (art. 17)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.permitted import OFFICE, check_day, permit, required
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.kinds import OpinionKind
from gongkai_web.info_requests.models import InfoRequest, Opinion

__all__ = ["GIVEN_BY", "STATES", "add_opinion"]

GIVEN_BY: dict[str, frozenset[str]] = {
    OpinionKind.DISCLOSURE: OFFICE,
    OpinionKind.SECRECY: frozenset({"secrecy_reviewer"}),
    OpinionKind.LEGAL: frozenset({"legal_reviewer"}),
}
"""Who gives which opinion."""
STATES = frozenset({"registered", "corrected", "processing", "drafting", "approving"})
_OF_DRAFT = frozenset({"drafting", "approving"})


def add_opinion(  # noqa: PLR0913 - who found what on which day
    row: InfoRequest,
    *,
    kind: str,
    on: date,
    agrees: bool,
    text: str,
    basis: str = "",
    by: Actor,
    roles: Collection[str],
) -> Opinion:
    """Puts an opinion on file. ``row`` is locked. Raises ValidationError.

    Before there is a draft it is about the information; once there is one it is about that draft, and void as soon as
    the draft changes.
    """
    label = OpinionKind(kind).label
    permit(row, f"出具{label}意见", roles=roles, who=GIVEN_BY[kind], states=STATES)
    required({"text": text}, {"text": "审查意见"})
    check_day("on", on, since=row.arrived_on, what="申请到达之日")
    draft = row.decisions.filter(round=row.round).first() if row.state in _OF_DRAFT else None
    made = Opinion(
        request=row,
        round=row.round,
        kind=kind,
        on=on,
        agrees=agrees,
        text=text,
        basis=basis,
        draft_digest=draft.digest if draft else "",
        entered_by=by.account,
        entered_by_name=by.name,
    )
    made.full_clean(exclude=["request"])
    made.save()
    touch_case(row)
    record("request.opinion", by=by, on=on_request(row), after={"审查": label, "同意": agrees})
    return made
