"""Other requests of the same applicant, and the same asked again: shown to the desk, decided by nobody but it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import Case, Q, When

from gongkai_web.common.prepared import PutTogether, blank
from gongkai_web.info_requests.models import InfoRequest

__all__ = ["Alike", "alike_to", "kin_of"]

_SHOWN = 100
"""Requests of one applicant that are looked at, the newest first."""
_READ = (
    "public_id", "number", "title", "state", "arrived_on", "due_on", "is_open", "content_hash", "outcome", "agency_id",
    "split_from_id", "joined_to_id", "applicant_name_index", "identity_number_index", "phone_index",
)  # fmt: skip


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


def kin_of(row: InfoRequest) -> list[InfoRequest]:
    """The other requests of an applicant at the agency, the newest first, and those split off and joined. One query.

    He is known by his identity number, by his name with the telephone, or, where there is no number, by his name.
    The row may be unsaved.
    """
    if row.pk is None:
        for name in ("applicant_name", "identity_number", "phone"):
            row._meta.get_field(name).pre_save(row, add=True)  # fills the keyed hash beside it
    who = tuple(tuple(sorted(one)) for one in _who(row))
    if row.pk is None and not who:
        return []
    given = {
        "agency": row.agency_id, "self": row.pk, "whole": row.split_from_id or 0, "leading": row.joined_to_id or 0,
        **{name: value for one in _who(row) for name, value in one.items()},
    }  # fmt: skip
    found = _query(connection.vendor, who, row.pk is not None, row.practice, _SHOWN).ask(given)
    return sorted(found, key=lambda one: (one.arrived_on, one.pk), reverse=True)


_KEYS = ("identity_number_index", "applicant_name_index", "phone_index")
_BLANKS = {
    **{name: blank("int", at) for at, name in enumerate(("agency", "self", "whole", "leading"))},
    **{name: blank("Text", at) for at, name in enumerate(_KEYS)},
}


@cache
def _query(vendor: str, who: tuple[tuple[str, ...], ...], saved: bool, practice: bool, most: int) -> PutTogether:
    """The query for each way to know somebody."""
    agency, itself, nearest = _BLANKS["agency"], _BLANKS["self"], [_BLANKS["whole"], _BLANKS["leading"]]
    wanted = [Q(agency=agency, practice=practice, **{name: _BLANKS[name] for name in one}) for one in who]
    near = Q(split_from=itself) | Q(joined_to=itself) | Q(pk__in=nearest)
    if saved:
        wanted += [Q(split_from=itself), Q(joined_to=itself), Q(pk__in=nearest)]
    # Each way by its own index: of all in one condition SQLite makes a walk through the whole table.
    first, *others = (InfoRequest.objects.filter(one).order_by().values("pk") for one in wanted)
    rows = InfoRequest.objects.filter(pk__in=first.union(*others) if others else first)
    if saved:
        rows = rows.exclude(pk=itself)
        # Those that hang together first, however many others the applicant has.
        rows = rows.order_by(Case(When(near, then=0), default=1), "-arrived_on", "-pk")
    return PutTogether(rows.only(*_READ)[:most], _BLANKS)


def _who(row: InfoRequest) -> list[dict[str, str]]:
    """The ways to know the applicant: columns and what stands in them."""
    who = []
    if row.identity_number_index:
        who.append({"identity_number_index": row.identity_number_index})
    if row.applicant_name_index and row.phone_index:
        who.append({"applicant_name_index": row.applicant_name_index, "phone_index": row.phone_index})
    if row.applicant_name_index and not row.identity_number_index:
        who.append({"applicant_name_index": row.applicant_name_index})
    return who


def _is_his(row: InfoRequest, one: InfoRequest) -> bool:
    same_name = bool(row.applicant_name_index) and one.applicant_name_index == row.applicant_name_index
    if row.identity_number_index and one.identity_number_index == row.identity_number_index:
        return True
    same_phone = bool(row.phone_index) and one.phone_index == row.phone_index
    return same_name and (same_phone or not row.identity_number_index)


def alike_to(row: InfoRequest, *, excess: int, kin: list[InfoRequest] | None = None) -> Alike:
    """Those of the applicant of a request, out of ``kin`` where that was read before.

    ``excess`` is the number per calendar month above which it is said; 0 says it never.
    """
    read = kin_of(row) if kin is None else kin
    found = [one for one in read if one.agency_id == row.agency_id and _is_his(row, one)]
    same = tuple(one for one in found if row.content_hash and one.content_hash == row.content_hash)
    others = tuple(one for one in found if one not in same)
    month = (row.arrived_on.year, row.arrived_on.month)
    count = 1 + sum((one.arrived_on.year, one.arrived_on.month) == month for one in found)
    return Alike(same, others, count, excess=bool(excess) and count > excess)
