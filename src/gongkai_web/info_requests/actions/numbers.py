"""Numbers without gaps: counted up in the transaction that uses them, so that one rolled back leaves none missing."""

from __future__ import annotations

from django.db import transaction

from gongkai_web.info_requests.models import Sequence
from gongkai_web.organisations.models import Agency

__all__ = ["take_number"]


def take_number(agency: Agency, series: str, year: int) -> int:
    """The next number of a series. Others who want one wait until the caller's transaction has ended.

    Raises RuntimeError outside of a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken in the transaction that uses it")
    found = Sequence.objects.select_for_update().filter(agency=agency, series=series, year=year).first()
    if found is None:
        Sequence.objects.bulk_create([Sequence(agency=agency, series=series, year=year)], ignore_conflicts=True)
        found = Sequence.objects.select_for_update().get(agency=agency, series=series, year=year)
    found.last += 1
    found.save(update_fields=["last"])
    return found.last
