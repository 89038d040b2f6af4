"""The lists of the desk: which requests, searched, filtered and sorted, a page at a time.

Nothing here grows with the number of requests: a page reads the rows that it shows, counts stop at a thousand, and each
list leans on an index of the table. What every look at a list asks is put together once (``common/prepared.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongkai.law import procedure
from gongkai.law.calendar import Calendar
from gongkai_web.common.prepared import PutTogether, blank, counted, prepared
from gongkai_web.info_requests.access import agencies_seen, roles_at
from gongkai_web.info_requests.models import Absence, ExtensionProposal, InfoRequest, Opinion
from gongkai_web.info_requests.queries.absences import for_absent_head
from gongkai_web.info_requests.queries.days import end_of
from gongkai_web.info_requests.queries.searching import found_by, read, searched
from gongkai_web.organisations.scope import Scope

__all__ = ["COUNTED", "LISTS", "PAGE", "SORTS", "Counts", "Page", "counts", "page_of", "rows_of"]

PAGE = 25
COUNTED = 1000
"""Counts stop here."""

LISTS: dict[str, str] = {
    "mine": "我承办的",
    "for_me": "等待我办理",
    "due": "临近到期",
    "late": "逾期未办结",
    "applicant": "等待申请人",
    "others": "等待其他方面",
    "open": "在办",
    "to_archive": "待归档",
    "closed": "已办结",
    "closed_late": "逾期办结",
    "all": "全部",
}
SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "due": ("期限先到的在前", (F("due_on").asc(nulls_last=True), "id")),
    "newest": ("新到的在前", ("-arrived_on", "-id")),
    "oldest": ("早到的在前", ("arrived_on", "id")),
    "concluded": ("新办结的在前", (F("concluded_on").desc(nulls_last=True), "-id")),
}
_FIRST_BY_DUE = frozenset({"mine", "for_me", "due", "late", "applicant", "others", "open"})
_FIRST_BY_END = frozenset({"closed", "closed_late", "to_archive"})
_SHOWN = (
    "public_id", "number", "title", "state", "channel", "arrived_on", "received_on", "due_on", "provisional", "is_open",
    "waits_for", "handler__name", "section", "outcome", "concluded_on", "closed_late", "applicant_kind",
    "applicant_name", "earlier_number",
)  # fmt: skip
_SHOWN_OF_SEVERAL = ("agency__name", "agency__short_name")
_PLAIN = {
    "state": "state", "channel": "channel", "kind": "applicant_kind", "outcome": "outcome", "handler": "handler",
    "agency": "agency", "since": "arrived_on__gte", "until": "arrived_on__lte", "due_since": "due_on__gte",
    "due_until": "due_on__lte", "section": "section",
}  # fmt: skip
_FILTERS = (*_PLAIN, "stage")
"""What a list may be narrowed by, beside its name and what is looked for."""
_OF_APPLICANT = tuple(state.id for state in procedure.states().values() if state.who == procedure.roles()["applicant"])
_ENDED = ("replied", "closed")


@dataclass(frozen=True, slots=True)
class Counts:
    """Open requests of the agencies seen, by what is asked of them."""

    mine: int
    for_me: int
    due: int
    late: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rows, its number, whether there are more, how many in all (at most COUNTED + 1)."""

    rows: list[InfoRequest]
    number: int
    more: bool
    count: int

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        return f"共{self.count}件" if self.count <= COUNTED else f"超过{COUNTED}件"


def _seen(scope: Scope) -> QuerySet[InfoRequest]:
    return InfoRequest.objects.seen_by(scope).real()


def _mine(user_id: int, today: date) -> Q:
    """One's own, and those of the people for whom one acts that day."""
    absent = Absence.objects.on(today).filter(deputy=user_id).order_by()
    return Q(handler=user_id) | Q(handler__in=absent.values("person"))


def for_me(scope: Scope, user_id: int, today: date) -> Q:
    """Open requests whose next step is that of a role that the person holds there (``who`` of the procedure's states).

    A handler sees those without a handler too; who reviews sees those that lack his opinion; the head of the
    disclosure office those whose extension waits for his approval, and while he is away his deputy.
    """
    labels = procedure.roles()
    found = Q(pk__in=[])
    for agency in agencies_seen(scope) or ():
        roles = roles_at(scope, agency)
        at_agency = Q(pk__in=[])
        for role in roles:
            states = [state.id for state in procedure.states().values() if state.who == labels[role]]
            one = Q(state__in=states)
            if role == "handler":
                one &= Q(handler=user_id) | Q(handler__isnull=True)
            elif role in ("secrecy_reviewer", "legal_reviewer"):
                kind = role.removesuffix("_reviewer")
                given = Opinion.objects.filter(request=OuterRef("pk"), round=OuterRef("round"), kind=kind)
                one = Q(state="approving") & ~Exists(given)
            elif role == "disclosure_office_head":
                pending = ExtensionProposal.objects.filter(state=ExtensionProposal.OPEN).order_by()
                at_agency |= Q(pk__in=pending.values("request"))
            if role in ("secrecy_reviewer", "legal_reviewer") or states:
                at_agency |= one
        if roles and "disclosure_office_head" not in roles:
            at_agency |= for_absent_head(agency, user_id, today)
        found |= Q(agency=agency) & at_agency
    return Q(is_open__in=[True]) & found


def _narrowed(rows: QuerySet[InfoRequest], name: str, scope: Scope, user_id: int, today: date, until: date) -> Any:
    if name == "mine":
        return rows.open().filter(_mine(user_id, today))
    if name == "for_me":
        return rows.filter(for_me(scope, user_id, today))
    if name == "due":
        return rows.due_between(today, until)
    if name == "late":
        return rows.late(today)
    if name == "applicant":
        return rows.open().filter(state__in=_OF_APPLICANT)
    if name == "others":
        return rows.open().exclude(state__in=_OF_APPLICANT).exclude(waits_for="")
    if name == "open":
        return rows.open()
    if name == "to_archive":
        return rows.filter(is_open=False, state__in=_ENDED)
    if name == "closed":
        return rows.filter(is_open=False)
    return rows.closed_late() if name == "closed_late" else rows


def rows_of(scope: Scope, user_id: int, asked: Mapping[str, Any], today: date, on: Calendar) -> QuerySet[InfoRequest]:
    """The rows of a list by the cleaned values of its form."""
    until = end_of(today, asked.get("days") or 5, on)
    rows = _narrowed(_seen(scope), asked.get("list") or "open", scope, user_id, today, until)
    rows = rows.filter(**{field: asked[name] for name, field in _PLAIN.items() if asked.get(name)})
    if asked.get("stage"):
        rows = rows.filter(state__in=[s.id for s in procedure.states().values() if s.stage == asked["stage"]])
    if asked.get("q"):
        rows = searched(rows, asked["q"], _seen(scope).order_by(), agencies_seen(scope))
    return rows.order_by(*_order(scope, asked))


def _order(scope: Scope, asked: Mapping[str, Any]) -> tuple[Any, ...]:
    wanted, name = asked.get("sort") or "", asked.get("list") or "open"
    if wanted not in SORTS:
        wanted = "due" if name in _FIRST_BY_DUE else "concluded" if name in _FIRST_BY_END else "newest"
        if wanted == "concluded" and agencies_seen(scope) is None:
            wanted = "newest"  # of all agencies no index has the other order
    return SORTS[wanted][1]


def page_of(scope: Scope, user_id: int, asked: Mapping[str, Any], today: date, on: Calendar, number: int) -> Page:
    """One page: a query for the keys of all that count, in their order, another for the rows of the page."""
    first = (number - 1) * PAGE
    plain = not any(asked.get(name) for name in _FILTERS)
    values = read(asked["q"], agencies_seen(scope)) if plain and asked.get("q") else {}
    if plain and (values or not asked.get("q")) and first + PAGE <= COUNTED:
        until = end_of(today, asked.get("days") or 5, on)
        query = _keys(connection.vendor, scope, asked.get("list") or "open", asked.get("sort") or "", tuple(values))
        found = [pk for (pk,) in query.ask({"user": user_id, "today": today, "until": until, **values})]
    else:
        rows = rows_of(scope, user_id, asked, today, on).values_list("pk", flat=True)
        found = list(rows[: COUNTED + 1] if first + PAGE <= COUNTED else rows[first : first + PAGE + 1])
    if first + PAGE <= COUNTED:
        count, found = len(found), found[first : first + PAGE + 1]
    else:
        count = COUNTED + 1 if found else rows[: COUNTED + 1].count()  # a page after the last says how many there are
    here = found[:PAGE]
    seen = agencies_seen(scope)
    rows = _rows(connection.vendor, len(here), seen is None or len(seen) > 1)
    rows_here = rows.ask(dict(zip(_BLANKS, here, strict=False))) if here else []
    rows_here.sort(key=lambda row: here.index(row.pk))
    return Page(rows_here, number, len(found) > PAGE, count)


_BLANKS = {str(at): blank("int", at) for at in range(PAGE)}


@cache
def _rows(vendor: str, count: int, several: bool) -> PutTogether:
    """With what a list shows and no more, the agency where it is of several; of what is sealed the name alone."""
    blanks = dict(islice(_BLANKS.items(), count))
    rows = InfoRequest.objects.filter(pk__in=blanks.values()).order_by()
    if several:
        return PutTogether(rows.select_related("agency", "handler").only(*_SHOWN, *_SHOWN_OF_SEVERAL), blanks)
    return PutTogether(rows.select_related("handler").only(*_SHOWN), blanks)


@lru_cache(maxsize=256)
def _keys(vendor: str, scope: Scope, name: str, sort: str, ways: tuple[str, ...]) -> PutTogether:
    """The keys of a list, as far as they count; ``ways`` name what is looked for (``searching.read``)."""
    blanks = {"user": blank("int", 0), "today": blank("date", 0), "until": blank("date", 1)}
    values = {way: blank("Text", at) for at, way in enumerate(ways)}
    rows = _narrowed(_seen(scope), name, scope, blanks["user"], blanks["today"], blanks["until"])
    if values:
        rows = rows.filter(pk__in=found_by(values, _seen(scope).order_by(), agencies_seen(scope)))
    rows = rows.order_by(*_order(scope, {"list": name, "sort": sort}))
    return PutTogether(rows.values_list("pk")[: COUNTED + 1], blanks | values)


def counts(scope: Scope, user_id: int, today: date, on: Calendar) -> Counts:
    """What stands beside the names of the lists, in one query over the open requests of the agencies seen."""
    if agencies_seen(scope) is None:
        return Counts(0, 0, 0, 0)  # none of it is the auditor's to do
    until = end_of(today, 5, on)
    ((mine, for_me_, due, late),) = _counts(user_id=user_id, today=today, until=until, scope=scope)
    return Counts(mine, for_me_, due, late)


@prepared
def _counts(user_id: int, today: date, until: date, scope: Scope) -> QuerySet[Any]:
    return counted(
        _seen(scope).open(), mine=_mine(user_id, today), for_me=for_me(scope, user_id, today),
        due=Q(due_on__range=(today, until)), late=Q(due_on__lt=today),
    )  # fmt: skip
