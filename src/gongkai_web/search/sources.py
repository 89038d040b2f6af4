"""Which rows are found: an app names its model and says of a row what is public about it, and the rest follows.

    follow(Rule, "rule", public_rule)     # in AppConfig.ready; public_rule(row) -> Public | None

A row is entered when it is saved and taken out when it is deleted or nothing about it is public any more, each time in
the transaction that does it. ``rebuild`` goes through all rows: for the first start, for a day that makes something
public, and for rows that were written past the models.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from gongkai_web.search.actions import Public, drop, put
from gongkai_web.search.engines import engine
from gongkai_web.search.models import Entry

__all__ = ["Source", "follow", "rebuild", "refresh"]

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Source:
    """A model whose rows are found. ``key(row)`` tells rows apart; several rows may share one, the last saved wins."""

    model: type[Model]
    kind: str
    public: Callable[[Any], Public | None]
    key: Callable[[Any], object]


_sources: dict[str, Source] = {}


def follow(
    model: type[Model], kind: str, public: Callable[[Any], Public | None], key: Callable[[Any], object] | None = None
) -> Source:
    """Registers a model under a kind, whose rows are from now on found; gives what ``refresh`` wants."""
    source = Source(model, kind, public, key or (lambda row: row.pk))
    _sources[kind] = source

    def saved(instance: Any, raw: bool = False, **_: Any) -> None:
        if not raw:
            refresh(source, instance)

    def deleted(instance: Any, **_: Any) -> None:
        drop(kind, source.key(instance))

    post_save.connect(saved, sender=model, weak=False, dispatch_uid=f"search-save-{kind}")
    post_delete.connect(deleted, sender=model, weak=False, dispatch_uid=f"search-delete-{kind}")
    return source


def refresh(source: Source, row: Any) -> None:
    """Enters a row as it is now, or takes it out."""
    public = source.public(row)
    if public is None:
        drop(source.kind, source.key(row))
    else:
        put(source.kind, source.key(row), public)


def rebuild() -> int:
    """Enters everything anew while the search goes on, takes out what is no longer public; the number of entries."""
    started = timezone.now()
    engine().prepare()
    count = 0
    for source in _sources.values():
        for row in source.model._default_manager.order_by("pk").iterator(chunk_size=_CHUNK):
            public = source.public(row)
            if public is not None:
                put(source.kind, source.key(row), public)
                count += 1
    for entry in Entry.objects.filter(entered_at__lt=started).iterator(chunk_size=_CHUNK):
        drop(entry.kind, entry.key)
    engine().finish()
    return count
