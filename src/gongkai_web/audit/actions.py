"""The one way to add to the log."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongkai_web.audit.chain import hash_of
from gongkai_web.audit.models import ChainHead, Event
from gongkai_web.audit.personal import clean, clean_text
from gongkai_web.audit.sentences import is_said
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

    ``on`` is (kind, key, name) of the object; ``before`` and ``after`` are JSON values with personal data masked, what
    still looks like a person's number is masked here. The verb has its sentence in the app's ``events.py``.

    Call it last in an action: from here to the end of the transaction other writers wait for the chain's head.
    Raises TypeError for a value that is no JSON, ValueError for a verb, kind or key that is too long. A verb without
    its sentence is a warning, which fails every test: the deed of a running site is worth more than a missing label.
    """
    kind, key, name = on
    for what, longest in ((verb, 80), (kind, 80), (str(key), 200)):
        if len(what) > longest or "\0" in what:
            raise ValueError(f"not a name for the audit log: {what[:90]!r}")
    if not is_said(verb):
        warnings.warn(f"no events.py says the verb {verb!r}", stacklevel=2)
    # Without a savepoint: an event that cannot be written takes the caller's transaction with it.
    with transaction.atomic(savepoint=False):
        head, _ = ChainHead.objects.select_for_update().get_or_create(id=1)
        event = Event(
            number=head.number + 1,
            at=at or timezone.now(),
            actor=by.account.replace("\0", "")[:150],
            actor_name=clean_text(by.name, 150),
            agency=by.agency[:40],
            address=by.address[:64],
            verb=verb,
            object_kind=kind,
            object_key=str(key),
            object_name=clean_text(name, 300),
            before=clean(before or {}),
            after=clean(after or {}),
            success=success,
            scheme=settings.GONGKAI_AUDIT_HASH,
            previous_hash=head.hash,
        )
        event.hash = hash_of(event)
        event.save()
        ChainHead.objects.filter(id=1).update(number=event.number, hash=event.hash)
    return event
