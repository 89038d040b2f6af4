"""The history of logins has its time: network logs are kept at least six months (网络安全法第二十一条第三项)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongkai_web.accounts.models import Login
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor

__all__ = ["forget_logins"]

_PIECE = 5_000


def forget_logins(before: datetime, *, by: Actor) -> int:
    """Deletes what happened at the door before an instant, in pieces that let others write between; gives how many.

    Each piece is one transaction with its event, so that what is gone is counted whatever interrupts it.
    """
    total = 0
    while gone := _piece(before, by):
        total += gone
    return total


@transaction.atomic
def _piece(before: datetime, by: Actor) -> int:
    # Locked, so that two at once do not count the same rows.
    rows = Login.objects.select_for_update().filter(at__lt=before).order_by("at", "pk")
    keys = list(rows.values_list("pk", flat=True)[:_PIECE])
    if not keys:
        return 0
    gone, _ = Login.objects.filter(pk__in=keys).delete()
    record("login.forget", by=by, on=("login", "", "登录记录"), after={"数量": gone, "早于": before.isoformat()})
    return gone
