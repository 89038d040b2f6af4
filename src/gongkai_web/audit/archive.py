"""Taking old years out of the table into archives: the one permitted way for rows to leave it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from gongkai.law.calendar import add_months
from gongkai_web.audit import archives
from gongkai_web.audit.actions import record
from gongkai_web.audit.chain import Walk
from gongkai_web.audit.models import ChainHead, Event
from gongkai_web.audit.queries import day_start, in_order
from gongkai_web.common.actor import Actor

__all__ = ["BrokenChain", "archive_year", "ripe_years"]

_PIECE = 20_000


class BrokenChain(Exception):
    """The events of a year do not form a chain, so they are not taken out; the message tells the first break."""


def ripe_years(now: datetime) -> list[int]:
    """The years with events in the table that ended at least GONGKAI_AUDIT_MONTHS ago, the oldest first."""
    first = Event.objects.order_by("number").first()
    if first is None:
        return []
    today = timezone.localdate(now)
    start = timezone.localtime(first.at).year
    return [y for y in range(start, today.year) if add_months(date(y, 12, 31), settings.GONGKAI_AUDIT_MONTHS) < today]


def archive_year(year: int, *, by: Actor, now: datetime | None = None) -> archives.Archive | None:
    """Writes the table's events up to the end of a year into an archive, proves it, then removes them.

    None when there are none. Older years still in the table go into the same archive. May be run again after it was
    interrupted at any point. Raises ValueError for a year that must still be kept in the table, BrokenChain,
    archives.DamagedArchive, OSError.
    """
    if year not in ripe_years(now or timezone.now()):
        raise ValueError(f"{year}年的审计记录还不能归档，须在该年结束{settings.GONGKAI_AUDIT_MONTHS}个月之后")
    head = ChainHead.objects.get(id=1)
    last = _last_of(year, head)
    if last is None:
        return None
    _prove(head, last)
    archive = archives.write(
        year, head.archived_number + 1, in_order(Event.objects.all(), after=head.archived_number, until=last)
    )
    _prove_archive(archive, head)
    _remove(archive, by)
    return archive


def _last_of(year: int, head: ChainHead) -> int | None:
    """The last event of the unbroken run that begins the table and ends with the year."""
    later = Event.objects.filter(at__gte=day_start(date(year + 1, 1, 1))).order_by("number").first()
    last = later.number - 1 if later else head.number
    return last if last > head.archived_number else None


def _prove(head: ChainHead, last: int) -> None:
    walk = Walk(head.archived_number + 1, head.archived_hash)
    for found in walk.over(in_order(Event.objects.all(), after=head.archived_number, until=last)):
        raise BrokenChain(found.what)
    if walk.due != last + 1:
        raise BrokenChain(f"末尾缺少第{walk.due}条至第{last}条")


def _prove_archive(archive: archives.Archive, head: ChainHead) -> None:
    """Reads back what lies on the disk."""
    walk = Walk(head.archived_number + 1, head.archived_hash)
    for found in walk.over(archives.read(archive)):
        raise BrokenChain(found.what)
    for found in walk.must_reach(archive.last, archive.last_hash, "归档目录"):
        raise BrokenChain(found.what)


@transaction.atomic
def _remove(archive: archives.Archive, by: Actor) -> None:
    """Moves the archive's end forward, which lets the triggers pass, and deletes what lies before it."""
    head = ChainHead.objects.select_for_update().get(id=1)
    if head.archived_number + 1 != archive.first:
        raise BrokenChain("另一个进程已在归档")
    ChainHead.objects.filter(id=1).update(archived_number=archive.last, archived_hash=archive.last_hash)
    with connection.cursor() as cursor:
        for start in range(archive.first, archive.last + 1, _PIECE):
            end = min(start + _PIECE - 1, archive.last)
            cursor.execute("DELETE FROM audit_event WHERE number BETWEEN %s AND %s", [start, end])
    record(
        "audit.archive",
        by=by,
        on=("audit-archive", str(archive.year), archive.file),
        after={"起": archive.first, "止": archive.last, "摘要": archive.sm3, "末条摘要": archive.last_hash},
    )
