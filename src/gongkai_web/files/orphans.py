"""Files in the storage that no row names: left by a process that died, or by a transaction that was rolled back.

A file is written before its row, and a database takes back only rows. An app that stores files in a folder of its own
registers it here; then each of them must stand in a column of files, or among the names that the app gives besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.files.store import discard

__all__ = ["GRACE", "Swept", "orphans", "own", "sweep"]

GRACE = timedelta(hours=24)
"""Younger ones are left alone: their row may be on its way."""
_BATCH = 500
_MANY, _SHARE = 200, 0.1
"""More than so many, and more than this share of all: then it is the rows that are missing, not the files too many."""
_NAMED = 20
_folders: dict[str, Callable[[], Iterable[str]] | None] = {}


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were deleted, and how many were not because they are suspiciously many."""

    gone: int = 0
    held_back: int = 0


def own(folder: str, besides: Callable[[], Iterable[str]] | None = None) -> None:
    """Registers a folder of the storage. ``besides`` gives the names that stand in no column of files."""
    _folders[folder] = besides


def orphans(before: datetime | None = None) -> list[str]:
    """The names that no row has, of files older than ``before`` (a day ago)."""
    return _look(before)[0]


def sweep(*, by: Actor) -> Swept:
    """Deletes them and tells the log; none where they are so many that rather their rows have been lost."""
    found, seen = _look(None)
    if len(found) > _MANY and len(found) > seen * _SHARE:
        return Swept(held_back=len(found))
    gone = []
    for batch in _batches(found):
        known = _named(batch)  # once more: somebody may have taken one up meanwhile
        for name in batch:
            if name not in known:
                discard(name)
                gone.append(name)
    if gone:
        told = {"件数": len(gone), "存储名": gone[:_NAMED]}
        record("file.sweep", by=by, on=("file", "", "没有登记的文件"), after=told)
    return Swept(gone=len(gone))


def _look(before: datetime | None) -> tuple[list[str], int]:
    limit, seen, found = before or timezone.now() - GRACE, 0, []
    for folder, besides in _folders.items():
        more = set(besides()) if besides else set()
        for batch in _batches(_names_in(folder)):
            seen += len(batch)
            known = _named(batch) | more
            found += [one for one in batch if one not in known and _is_old(one, limit)]
    return found, seen


def _is_old(name: str, limit: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < limit
    except FileNotFoundError:  # gone meanwhile
        return False


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _names_in(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names if name)
    for below in folders:
        yield from _names_in(f"{folder}/{below}")


def _named(names: list[str]) -> set[str]:
    """Those of the names that stand in a column of files, of any table."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and model._meta.managed:
                rows = model._base_manager.filter(**{f"{field.name}__in": names})
                found.update(rows.values_list(field.name, flat=True))
    return found
