"""Delivery out of the request. Every task may run twice or late; what was forgotten is found by ``deliver_due``."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from gongkai_web.notify import delivery
from gongkai_web.notify.models import Message

__all__ = ["deliver", "deliver_due", "queue", "queue_all"]

_AT_ONCE = 200


@task()
def deliver(message_id: int) -> str:
    """Sends one message; when it must wait, queues itself again where the queue can wait. Answers the state."""
    outcome = delivery.deliver(message_id)
    if outcome is None:
        return ""
    if outcome.again_at is not None and deliver.get_backend().supports_defer:
        deliver.using(run_after=outcome.again_at).enqueue(message_id)
    return str(outcome.state)


@task()
def deliver_due() -> int:
    """Sends what is due and was left behind: its task was lost, its worker died, the queue cannot wait.

    Answers how many were tried. A channel that is down is left alone for this time.
    """
    delivery.release_abandoned()
    due = list(Message.objects.due(timezone.now()).values_list("pk", "channel")[:_AT_ONCE])
    down: set[str] = set()
    tried = 0
    for pk, channel in due:
        if channel in down:
            continue
        outcome = delivery.deliver(pk)
        tried += outcome is not None
        if outcome is not None and outcome.down:
            down.add(channel)
    if len(due) == _AT_ONCE and tried == _AT_ONCE:
        queue_all()
    return tried


def queue(message_id: int) -> None:
    """Queues the delivery when the transaction commits. Where the queue cannot be reached ``deliver_due`` finds it."""
    transaction.on_commit(partial(deliver.enqueue, message_id), robust=True)


def queue_all() -> None:
    """Queues ``deliver_due`` when the transaction commits."""
    transaction.on_commit(deliver_due.enqueue, robust=True)
