"""Due days worked out again when the calendar or an agency's settings have changed; those that moved are kept and told.

Only open requests can move: closed ones are not read.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.law.calendar import Calendar
from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.calendars.differences import compare
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.steps import refresh
from gongkai_web.info_requests.models import DueChange, InfoRequest, Rederivation
from gongkai_web.info_requests.queries.absences import away
from gongkai_web.notify.actions import tell
from gongkai_web.organisations.models import Agency

__all__ = ["rederive", "rederive_daily", "rederive_for_calendar", "rederive_for_desk", "that_may_move"]

_log = logging.getLogger(__name__)
_TOLD = 20
"""Requests named in a message."""
_SAVED_EVERY = 50
SYSTEM = Actor.system("期限重新计算")


def that_may_move(first: date | None) -> QuerySet[InfoRequest]:
    """Open requests whose limit reaches to that day or further, or rests on a year without a notice."""
    rows = InfoRequest.objects.open()
    return rows.filter(Q(due_on__gte=first) | Q(provisional=True)) if first else rows.filter(provisional=True)


def rederive_for_calendar(old: Calendar, new: Calendar) -> Rederivation | None:
    """After a change of holidays. A second call finds nothing left to move, and keeps nothing."""
    found = compare(old, new)
    if not found and old.years == new.years:
        return None
    told = "；".join(str(one) for one in found[:3]) + ("等" if len(found) > 3 else "")
    cause = f"放假安排有变动（{told}）" if told else "放假安排有变动"
    return rederive(that_may_move(found[0].first if found else None), cause=cause[:300])


def rederive_for_desk(agency: Agency) -> Rederivation:
    """After a change of what the law leaves open to an agency."""
    return rederive(InfoRequest.objects.open().filter(agency=agency), cause="本机关的期限设置有变动", agency=agency)


def rederive_daily() -> Rederivation:
    """Looks at every open request: a new package or file of holidays changes no table, and time itself ends waits.

    A day on which nothing moved is not kept among the runs.
    """
    run = rederive(InfoRequest.objects.open(), cause="每日核对期限", quietly=True)
    if not run.changed and not run.failed:
        run.delete()
    return run


def rederive(
    rows: QuerySet[InfoRequest], *, cause: str, agency: Agency | None = None, quietly: bool = False
) -> Rederivation:
    """Works out each, one transaction a request, so that nobody at the desk waits for all of them.

    ``quietly`` leaves no event where nothing moved.
    """
    run = Rederivation.objects.create(cause=cause, agency=agency)
    moved: dict[int, list[DueChange]] = defaultdict(list)
    for number, key in enumerate(rows.order_by("pk").values_list("pk", flat=True).iterator(1000), 1):
        change = _one(run, key)
        if change is not None:
            moved[change.request.handler_id or 0].append(change)
            run.changed += 1
        run.looked_at = number
        if number % _SAVED_EVERY == 0:
            run.save(update_fields=["looked_at", "changed", "failed"])
    with transaction.atomic():
        run.ended_at = timezone.now()
        run.save()
        _tell(run, moved)
        told = {"核对": run.looked_at, "变动": run.changed, "不能计算": run.failed}
        if run.changed or run.failed or not quietly:
            record("request.due_moved", by=SYSTEM, on=("rederivation", run.pk, cause[:100]), after=told)
    return run


def _one(run: Rederivation, key: int) -> DueChange | None:
    row = InfoRequest.objects.select_related("agency").get(pk=key)
    was, provisional = row.due_on, row.provisional
    try:
        with transaction.atomic():
            before, after = refresh(row)
            row.refresh_from_db(fields=["due_on", "provisional"])
            if before == after and provisional == row.provisional:
                return None
            return DueChange.objects.create(
                run=run, request=row, before=was, after=after, was_provisional=provisional, provisional=row.provisional
            )
    except ValidationError:
        _log.exception("the due day of request %s cannot be worked out again", row.number)
        run.failed += 1
        return None


def _line(change: DueChange) -> str:
    before, after = (day.isoformat() if day else "未起算" for day in (change.before, change.after))
    return f"{change.request.number}：{before} → {after}{'（暂定）' if change.provisional else ''}"


def _tell(run: Rederivation, moved: dict[int, list[DueChange]]) -> None:
    """Each handler once, his deputy while he is away; for what nobody handles, the disclosure office."""
    absent = away([key for key in moved if key], timezone.localdate())
    people = User.objects.in_bulk([key for key in moved if key])
    for handler, changes in moved.items():
        real = [one for one in changes if not one.request.practice]
        if handler:
            to = [absent[handler].deputy if handler in absent else people[handler]]
            _tell_them(run, to, real)
            continue
        by_agency: dict[int, list[DueChange]] = defaultdict(list)
        for one in real:
            by_agency[one.request.agency_id].append(one)
        for agency, theirs in by_agency.items():
            office = User.objects.filter(
                memberships__agency=agency, memberships__role="disclosure_office", memberships__ended_at__isnull=True,
                is_active=True,
            ).distinct()  # fmt: skip
            _tell_them(run, list(office), theirs)


def _tell_them(run: Rederivation, people: list[User], changes: list[DueChange]) -> None:
    if not changes:
        return
    lines = "\n".join(_line(one) for one in changes[:_TOLD])
    if len(changes) > _TOLD:
        lines += f"\n等{len(changes)}件"
    for person in people:
        tell(person, "request.due_moved", {"count": len(changes), "cause": run.cause, "lines": lines}, by=SYSTEM)
