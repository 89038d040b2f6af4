"""What has to be told because a day has come: each thing once, to whoever handles it and to the office.

A thing has a key, in which the day stands: what moves is told anew, what was told is not. Told is in one message for a
person and kind, so that a full desk is one message and not a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from gongkai.law.calendar import Calendar
from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.clock import clock_of
from gongkai_web.info_requests.models import Desk, InfoRequest, InfoRequestQuerySet, Party, Reminder, Withheld
from gongkai_web.info_requests.queries.absences import away
from gongkai_web.info_requests.queries.days import long_calendar
from gongkai_web.notify.actions import tell
from gongkai_web.organisations.models import Agency

__all__ = ["BRACKETS", "Thing", "remind", "tell_once", "things", "withheld_due"]

BRACKETS = (1, 3, 5)
"""Working days left at which somebody is told; a day that was missed is made up for by the next."""
_LISTED = 30
_PIECE = 400
_OFFICE = (Role.DISCLOSURE_OFFICE, Role.DISCLOSURE_OFFICE_HEAD)
_BY = Actor.system("提醒")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to be told: its key, the message, the agency, whose it is, its line, the days of its bracket."""

    key: str
    message: str
    agency: int
    handler: int | None
    line: str
    days: int = 0
    roles: tuple[Role, ...] = _OFFICE


def _open() -> InfoRequestQuerySet:
    return InfoRequest.objects.real().filter(is_open=True)


def things(today: date) -> Iterator[Thing]:
    """All that is to be told as of a day, told already or not."""
    days = long_calendar()
    yield from _due(today, days)
    yield from _unconfirmed(today, days)
    yield from _lapses(today, days)
    yield from _parties(today)


def _due(today: date, days: Calendar) -> Iterator[Thing]:
    horizon = days.add(today, max(BRACKETS))
    wanted = ("pk", "number", "agency_id", "handler_id", "round", "due_on")
    for row in _open().filter(due_on__lte=horizon).only(*wanted).iterator(1000):
        line = f"{row.number}　{row.due_on.isoformat()}"
        if row.due_on < today:
            yield Thing(f"late:{row.pk}:{row.due_on}", "request.late", row.agency_id, row.handler_id, line)
            continue
        left = days.between(today, row.due_on)
        bracket = next(one for one in BRACKETS if left <= one)
        key = f"due:{row.pk}:{row.due_on}:{bracket}"
        yield Thing(key, "request.due_soon", row.agency_id, row.handler_id, line, bracket)


def _unconfirmed(today: date, days: Calendar) -> Iterator[Thing]:
    rows = _open().filter(state="confirm_pending").select_related("agency__desk")
    for row in rows.iterator(1000):
        desk = getattr(row.agency, "desk", None) or Desk()
        if days.between(row.arrived_on, today) > desk.settings.confirm_within:
            line = f"{row.number}　{row.arrived_on.isoformat()}到达"
            yield Thing(
                f"confirm:{row.pk}", "request.unconfirmed", row.agency_id, row.handler_id, line,
                roles=(Role.REGISTRAR, *_OFFICE),
            )  # fmt: skip


def _lapses(today: date, days: Calendar) -> Iterator[Thing]:
    rows = _open().filter(state__in=("correction_sent", "fee_noticed"))
    for row in rows.select_related("agency__desk").prefetch_related("steps").iterator(500):
        desk = getattr(row.agency, "desk", None) or Desk()
        waiting = clock_of(row, calendar=days, settings=desk.settings, on=today).waiting
        if waiting is not None and waiting.by is not None and waiting.by < today:
            line = f"{row.number}　{row.get_state_display()}，期限{waiting.by.isoformat()}"
            key = f"lapse:{row.pk}:{row.state}:{waiting.by}"
            yield Thing(key, "request.may_lapse", row.agency_id, row.handler_id, line)


def _parties(today: date) -> Iterator[Thing]:
    rows = Party.objects.filter(answer_by__lt=today, answered_on=None, opinion="", request__is_open=True)
    for party in rows.filter(request__practice=False).select_related("request").iterator(1000):
        case = party.request
        line = f"{case.number}　{party.get_kind_display()}，期限{party.answer_by}"
        key = f"party:{party.pk}:{party.answer_by}"
        yield Thing(key, "request.party_silent", case.agency_id, case.handler_id, line)


def withheld_due(today: date) -> Iterator[Thing]:
    """What on the ledger of art. 18 is to be looked at again."""
    rows = Withheld.objects.filter(review_on__lte=today, released_on=None)
    for row in rows.only("pk", "agency_id", "review_on").iterator(1000):
        yield Thing(f"withheld:{row.pk}:{row.review_on}", "withheld.review_due", row.agency_id, None, "")


def remind(today: date) -> int:
    """Tells what has to be told as of a day and was not; how many things."""
    return tell_once([*things(today), *withheld_due(today)], today)


def tell_once(found: Iterable[Thing], today: date) -> int:
    """Tells each thing that was not told before; how many. One transaction an agency: what it tells is remembered."""
    by_agency: dict[int, list[Thing]] = {}
    for one in found:
        by_agency.setdefault(one.agency, []).append(one)
    return sum(_of_agency(agency, mine, today) for agency, mine in by_agency.items())


@transaction.atomic
def _of_agency(agency_id: int, found: list[Thing], today: date) -> int:
    agency = Agency.objects.select_for_update().get(pk=agency_id)  # two that remind at once: the second waits and sees
    known: set[str] = set()
    keys = [one.key for one in found]
    for start in range(0, len(keys), _PIECE):
        piece = keys[start : start + _PIECE]
        known.update(Reminder.objects.filter(key__in=piece).values_list("key", flat=True))
    new = [one for one in found if one.key not in known]
    Reminder.objects.bulk_create([Reminder(key=one.key) for one in new], batch_size=_PIECE)
    _tell(agency, new, today)
    return len(new)


def _people(agency: Agency) -> dict[Role, list[User]]:
    """The working people of an agency by their roles."""
    held = {"memberships__agency": agency, "memberships__ended_at__isnull": True}
    found: dict[Role, list[User]] = {}
    for role in (Role.REGISTRAR, *_OFFICE):
        found[role] = list(User.objects.active().filter(memberships__role=role, **held).distinct())
    return found


def _tell(agency: Agency, new: list[Thing], today: date) -> None:
    if not new:
        return
    people = _people(agency)
    handlers = {one.handler for one in new if one.handler is not None}
    working = {one.pk: one for one in User.objects.active().filter(pk__in=handlers)}
    deputies = {key: one.deputy for key, one in away(handlers, today).items() if one.deputy is not None}
    grouped: dict[tuple[int, str, int], tuple[User, list[str]]] = {}
    for one in new:
        office = [person for role in one.roles for person in people[role]]
        own = [working.get(one.handler), deputies.get(one.handler)] if one.handler is not None else []
        for person in {person.pk: person for person in [*own, *office] if person is not None}.values():
            grouped.setdefault((person.pk, one.message, one.days), (person, []))[1].append(one.line)
    for (_, message, days), (person, lines) in grouped.items():
        values: dict[str, object] = {"agency": agency.name, "count": len(lines)}
        if message == "request.due_soon":
            values["days"] = days
        if message != "withheld.review_due":
            values["list"] = _listed(lines)
        tell(person, message, values, by=_BY, reference=("agency", agency.code))


def _listed(lines: list[str]) -> str:
    more = [f"……共{len(lines)}件"] if len(lines) > _LISTED else []
    return "\n".join([*sorted(lines)[:_LISTED], *more])
