"""What became of an agency that exists no more, and where its business went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai_web.organisations.kinds import AgencyState, ChangeKind
from gongkai_web.organisations.models import Agency, AgencyChange

__all__ = ["Ending", "ending"]


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an agency. ``successor`` exists today; ``into`` is the agency that it was merged into at first."""

    on: date | None
    merged: bool
    basis: str
    into: Agency | None
    successor: Agency | None


def ending(agency: Agency) -> Ending | None:
    """How the agency ended; None for one that exists. Follows mergers to the agency of today, with two queries."""
    if agency.state == AgencyState.ACTIVE:
        return None
    mergers = {
        change.agency_id: change
        for change in AgencyChange.objects.standing()
        .filter(kind=ChangeKind.MERGED)
        .select_related("successor")
        .order_by("on", "id")
    }
    own = mergers.get(agency.pk)
    last, seen = own, {agency.pk}
    while last is not None and last.successor_id in mergers and last.successor_id not in seen:
        seen.add(last.successor_id)
        last = mergers[last.successor_id]
    successor = last.successor if last is not None else None
    if successor is not None and successor.state != AgencyState.ACTIVE:
        successor = None
    if own is not None:
        return Ending(agency.ended_on, True, own.basis, own.successor, successor)
    ends = AgencyChange.objects.standing().filter(agency=agency, kind=ChangeKind.DISSOLVED)
    dissolved = ends.order_by("-on", "-id").first()
    basis = dissolved.basis if dissolved else ""
    return Ending(agency.ended_on, agency.state == AgencyState.MERGED, basis, None, None)
