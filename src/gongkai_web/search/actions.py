"""Putting things into the search and taking them out, in the transaction of what happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from gongkai_web.common.words import indexed
from gongkai_web.search.engines import engine
from gongkai_web.search.marks import marks_of
from gongkai_web.search.models import Entry

__all__ = ["MAX_BODY", "Public", "drop", "put"]

MAX_BODY = 50_000
"""Characters of a text that are searched and kept for showing where the words stand."""


@dataclass(frozen=True, slots=True)
class Public:
    """What an app says of something public. ``other_names`` are found like the title and not shown."""

    title: str
    url: str
    body: str = ""
    other_names: str = ""
    agency: str = ""
    agency_name: str = ""
    on: date | None = None


@transaction.atomic
def put(kind: str, key: object, public: Public, *, at: datetime | None = None) -> Entry:
    """Enters or renews one thing."""
    body = public.body[:MAX_BODY]
    fields = {
        "title": public.title[:400],
        "body": body,
        "agency": public.agency,
        "agency_name": public.agency_name,
        "on": public.on,
        "url": public.url,
        "title_words": indexed(f"{public.title} {public.other_names}", characters=True),
        "body_words": indexed(f"{public.agency_name} {body}"),
        "marks": marks_of(kind, public.agency, public.on),
        "entered_at": at or timezone.now(),
    }
    entry, _ = Entry.objects.update_or_create(kind=kind, key=str(key), defaults=fields)
    engine().put(entry)
    return entry


@transaction.atomic
def drop(kind: str, key: object) -> None:
    """Takes one thing out; from this transaction on nobody finds it."""
    entry = Entry.objects.filter(kind=kind, key=str(key)).first()
    if entry is not None:
        engine().drop(entry.pk)
        entry.delete()
