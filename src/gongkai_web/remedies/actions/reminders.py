"""Reply files that are due soon or late, for the reminders of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gongkai_web.info_requests.actions.reminders import Thing
from gongkai_web.remedies.models import RemedyCase

__all__ = ["reply_files"]

_DAYS = (1, 3, 5)


def reply_files(today: date) -> Iterator[Thing]:
    """A thing for each case, at five, three and one days before the limit and when it has passed."""
    rows = RemedyCase.objects.reply_due(today + timedelta(days=max(_DAYS)))
    for case in rows.iterator(1000):
        left = (case.reply_by - today).days
        bracket = 0 if left < 0 else next(one for one in _DAYS if left <= one)
        message = "remedy.late" if left < 0 else "remedy.due_soon"
        line = f"{case}　{case.organ}　{case.reply_by.isoformat()}"
        yield Thing(f"remedy:{case.pk}:{case.reply_by}:{bracket}", message, case.agency_id, None, line)
