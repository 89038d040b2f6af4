"""Reads of the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from gongkai_web.audit.models import Event, EventQuerySet

__all__ = ["Asked", "day_start", "find", "history_of", "in_order"]

_PAGE = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for; "" and None ask for nothing. Days are the site's, both ends included."""

    since: date | None = None
    until: date | None = None
    agency: str = ""
    person: str = ""
    accounts: Collection[str] = ()
    verb: str = ""
    thing: str = ""
    success: bool | None = None

    def said(self) -> dict[str, str]:
        """What was asked, for the log and for the head of an export."""
        told = {
            "起": self.since.isoformat() if self.since else "",
            "止": self.until.isoformat() if self.until else "",
            "机关": self.agency,
            "操作人": self.person,
            "动作": self.verb,
            "对象": self.thing,
            "结果": "" if self.success is None else "成功" if self.success else "未成功",
        }
        return {name: value for name, value in told.items() if value}


def day_start(day: date) -> datetime:
    """Midnight of a day of the site."""
    return timezone.make_aware(datetime.combine(day, time()))


def find(asked: Asked) -> EventQuerySet:
    """The events asked for, the newest first.

    A person is an account or a name as it was then; ``accounts`` are those that the name stands for today. A thing is
    its number, or a part of its name.
    """
    found = Event.objects.between(
        day_start(asked.since) if asked.since else None,
        day_start(asked.until + timedelta(days=1)) if asked.until else None,
    )
    if asked.agency:
        found = found.filter(agency=asked.agency)
    if asked.person:
        found = found.filter(Q(actor__in=sorted({asked.person, *asked.accounts})) | Q(actor_name=asked.person))
    if asked.verb:
        found = found.filter(verb=asked.verb)
    if asked.thing:
        # Each by itself, so that both are answered by an index alone; together they would have every row read.
        keyed = Event.objects.filter(object_key=asked.thing).order_by().values("number")
        named = Event.objects.filter(object_name__contains=asked.thing).order_by().values("number")
        found = found.filter(number__in=keyed.union(named, all=True))
    if asked.success is not None:
        found = found.filter(success=asked.success)
    return found.order_by("-number")


def history_of(kind: str, key: object, limit: int = 200) -> list[Event]:
    """What happened to one object, the newest first, for its page."""
    return list(Event.objects.of_object(kind, key).order_by("-number")[:limit])


def in_order(found: EventQuerySet, after: int = 0, until: int | None = None) -> Iterator[Event]:
    """Events by rising number, read in pieces by number: constant memory, no long transaction."""
    found = found.order_by("number")
    if until is not None:
        found = found.filter(number__lte=until)
    while page := list(found.filter(number__gt=after)[:_PAGE]):
        yield from page
        after = page[-1].number
