"""Reads of stored files that are no plain filter."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from gongkai_web.files import scanning, store
from gongkai_web.files.models import StoredFile
from gongkai_web.files.states import ScanState

__all__ = ["missing", "stuck", "to_scan_again"]

_STUCK = timedelta(minutes=30)


def missing() -> list[StoredFile]:
    """Rows whose original or copy is not in the storage."""
    names = set(store.stored_names())
    rows = StoredFile.objects.iterator()
    return [row for row in rows if row.original.name not in names or (row.cleaned and row.cleaned.name not in names)]


def stuck() -> list[int]:
    """Ids of files that wait for a task that was lost."""
    late = timezone.now() - _STUCK
    return list(StoredFile.objects.unfinished().filter(uploaded_at__lt=late).values_list("pk", flat=True))


def to_scan_again(limit: int = 500) -> list[int]:
    """Ids of files to scan once more: those never scanned first, then those scanned longest ago; none without clamd."""
    if not scanning.is_configured():
        return []
    open_states = (ScanState.NOT_CONFIGURED, ScanState.FAILED)
    first = StoredFile.objects.filter(scan_state__in=open_states).order_by("uploaded_at").values_list("pk", flat=True)
    ids = list(first[:limit])
    week = timezone.now() - timedelta(days=7)
    again = StoredFile.objects.filter(scan_state=ScanState.CLEAN, scanned_at__lt=week).order_by("scanned_at")
    return ids + list(again.values_list("pk", flat=True)[: limit - len(ids)])
