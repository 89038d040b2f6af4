"""The one way to add to the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai_web.audit.chain import hash_of
from gongkai_web.audit.models import ChainHead, Event
from gongkai_web.common.actor import Actor

__all__ = ["record"]


def record(
    verb: str,
    *,
    by: Actor,
    on: tuple[str, object, str] = ("", "", ""),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    success: bool = True,
    at: datetime | None = None,
) -> Event:
    """Adds an event in the caller's transaction, so that what happened and its record are both there or neither.

    ``on`` is (kind, key, name) of the object; ``before`` and ``after`` are JSON values with personal data masked.
    """
    kind, key, name = on
    with transaction.atomic():
        head, _ = ChainHead.objects.select_for_update().get_or_create(id=1)
        event = Event(
            number=head.number + 1,
            at=at or timezone.now(),
            actor=by.account,
            actor_name=by.name,
            agency=by.agency,
            address=by.address,
            verb=verb,
            object_kind=kind,
            object_key=str(key),
            object_name=name[:300],
            before=dict(before or {}),
            after=dict(after or {}),
            success=success,
            previous_hash=head.hash,
        )
        event.hash = hash_of(event)
        event.save()
        head.number, head.hash = event.number, event.hash
        head.save(update_fields=["number", "hash"])
    return event
