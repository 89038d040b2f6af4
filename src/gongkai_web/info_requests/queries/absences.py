"""Who is away, and who acts meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, Q, QuerySet

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.models import Absence, ExtensionProposal

__all__ = ["absent_heads", "away", "for_absent_head"]


def away(people: Iterable[int], day: date) -> dict[int, Absence]:
    """The absences that hold that day, by the ids of who is away; with their deputies. One query."""
    return {one.person_id: one for one in Absence.objects.on(day).filter(person__in=people).select_related("deputy")}


def absent_heads(day: date, agency: Any) -> QuerySet[Absence]:
    """The absences that day of those who are heads of an agency's disclosure office, entered at that agency.

    ``agency`` is an id or a reference to one. Whether the deputy still works there is asked by his own roles.
    """
    return Absence.objects.on(day).filter(
        agency=agency, person__is_active=True, person__is_officer=True, person__memberships__agency=agency,
        person__memberships__role=Role.DISCLOSURE_OFFICE_HEAD, person__memberships__ended_at__isnull=True,
    ).order_by("pk")  # fmt: skip


def for_absent_head(agency: int, user_id: int, day: date) -> Q:
    """Requests of an agency whose extension waits for somebody as deputy of its absent head.

    Not those that he proposed himself, nor those of requests that he handles: the second pair of eyes is another's.
    """
    pending = ExtensionProposal.objects.filter(
        Exists(absent_heads(day, agency).filter(deputy=user_id)), state=ExtensionProposal.OPEN
    )
    others = pending.exclude(proposed_by=user_id).order_by().values("request")
    return Q(agency=agency, pk__in=others) & ~Q(handler=user_id)
