"""Other requests of the same applicant, and the same asked again: shown to the desk, decided by nobody but it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from gongkai_web.info_requests.models import InfoRequest

__all__ = ["Alike", "alike_to"]

_SHOWN = 100
"""Requests of one applicant that are looked at, the newest first."""


@dataclass(frozen=True, slots=True)
class Alike:
    """What is known of an applicant at an agency.

    ``same`` ask for the same, the newest first; ``others`` for something else; ``in_month`` is how many came in that
    month, this one included; ``excess`` says that they are more than the desk wants to be told of (art. 35).
    """

    same: tuple[InfoRequest, ...]
    others: tuple[InfoRequest, ...]
    in_month: int
    excess: bool

    @property
    def total(self) -> int:
        """How many others there are."""
        return len(self.same) + len(self.others)


def alike_to(row: InfoRequest, *, excess: int) -> Alike:
    """Those of the applicant of a request, by the keyed hashes that stand in it. One query; the row may be unsaved.

    He is known by his identity number, by his name with the telephone, or, where there is no number, by his name.
    ``excess`` is the number per calendar month above which it is said; 0 says it never.
    """
    if row.pk is None:
        for name in ("applicant_name", "identity_number", "phone"):
            row._meta.get_field(name).pre_save(row, add=True)  # fills the keyed hash beside it
    who = Q()
    if row.identity_number_index:
        who |= Q(identity_number_index=row.identity_number_index)
    if row.applicant_name_index and row.phone_index:
        who |= Q(applicant_name_index=row.applicant_name_index, phone_index=row.phone_index)
    if row.applicant_name_index and not row.identity_number_index:
        who |= Q(applicant_name_index=row.applicant_name_index)
    if not who:
        return Alike((), (), 1, excess=False)
    rows = InfoRequest.objects.filter(who, agency=row.agency_id, practice=row.practice)
    names = ("public_id", "number", "title", "state", "arrived_on", "due_on", "is_open", "content_hash", "outcome")
    found = list(rows.exclude(pk=row.pk).order_by("-arrived_on", "-pk").only(*names)[:_SHOWN])
    same = tuple(one for one in found if row.content_hash and one.content_hash == row.content_hash)
    others = tuple(one for one in found if one not in same)
    month = (row.arrived_on.year, row.arrived_on.month)
    count = 1 + sum((one.arrived_on.year, one.arrived_on.month) == month for one in found)
    return Alike(same, others, count, excess=bool(excess) and count > excess)
