"""What the annual report counts of the requests of a year (table 3), and the cases behind each number.

How it counts (格式, 第三部分; domain rules): a request is received on the day of art. 31 and not before both sides have
confirmed where that is asked for; it is concluded once, in the year of its first conclusion, in the row of the last
decision of that year; what was taken up again later does not count anew. Practice cases never count. Each request has
therefore one day on which it comes in and at most one on which it goes, and the first item plus the second is the third
plus the fourth whatever happened.

The day on which it goes is the day of the reply, or of the ending without one, and not that on which the reply was
drafted or signed: of what was posted, the day it was handed to the post office; of what was served in person, the day
it was signed for; of what went online, the day it was sent. Sources: 国办公开办函〔2016〕235号, which is "I235/1" in
``gongkai.law``; domain rules §2.7 and §4.1. It is ``replied_on`` of the law's clock, kept when the step is taken: in
``InfoRequest.concluded_on``, and for each round in ``Decision.served_on``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from gongkai.law.outcomes import outcome
from gongkai.report.format import Format, format_of_year, load_format
from gongkai_web.info_requests.models import Decision, InfoRequest, Step
from gongkai_web.organisations.models import Agency

__all__ = ["Counted", "Records", "cases", "records", "records_of", "table3", "table3_of"]

TOTAL = "total"
_FLOWS = ("received", "carried_in", "concluded", "carried_out")
_ENDS = {
    "correction_lapsed": "D15", "fee_lapsed": "D16", "withdrawn": "D17", "transferred": "D17", "replied": "",
    "replied_at_once": "",
}  # fmt: skip
_OTHER = "D17"
"""Where nothing says how it ended: 其他."""
_PIECE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """A request as the report of a year counts it: its column, the day it came in, the day it went, its ending."""

    pk: int
    column: str
    received_on: date
    concluded_on: date | None
    outcome: str

    def rows(self, year: int, form: Format) -> Iterator[str]:
        """The rows of table 3 in which it stands in the report of a year."""
        if self.received_on.year > year or (self.concluded_on is not None and self.concluded_on.year < year):
            return
        yield "received" if self.received_on.year == year else "carried_in"
        if self.concluded_on is None or self.concluded_on.year > year:
            yield "carried_out"
        else:
            yield outcome(self.outcome).row_in(form.id)
            yield "concluded"


@dataclass(frozen=True, slots=True)
class Records:
    """The requests that stand in the report of a year."""

    year: int
    form: Format
    requests: tuple[Counted, ...]

    @property
    def table(self) -> dict[str, dict[str, int]]:
        """Row of table 3 → column → how many; the total column and the row （七）总计 included."""
        table = {row.id: dict.fromkeys(self.form.table3_columns, 0) for row in self.form.table3_rows}
        for one in self.requests:
            for row in one.rows(self.year, self.form):
                table[row][one.column] += 1
                table[row][TOTAL] += 1
        return table

    def ids(self, row: str, column: str) -> list[int]:
        """The requests behind a number. Raises KeyError for a row or column that the format has not."""
        self.form.row_label(row)
        self.form.table3_columns[column]
        return [
            one.pk for one in self.requests if column in (one.column, TOTAL) and row in one.rows(self.year, self.form)
        ]


def records_of(agencies: Iterable[int], year: int) -> Records:
    """What several agencies count together, as the report of a government does."""
    form = format_of_year(year) or load_format("2019")
    first, last = date(year, 1, 1), date(year, 12, 31)
    kept = Q(concluded_on=None) | Q(concluded_on__gte=first) | Q(received_on__gte=first)
    once = Q(round=1, received_on__lte=last) & kept
    wanted = InfoRequest.objects.real().filter(Q(agency__in=list(agencies)) & (once | Q(round__gt=1)))
    values = wanted.values_list("pk", "applicant_kind", "round", "received_on", "concluded_on", "outcome")
    plain: list[Counted] = []
    again: dict[int, tuple[str, str, date | None]] = {}
    for pk, kind, round_, received, concluded, ending in values.iterator(5000):
        if round_ == 1 and (concluded is None or ending):
            plain.append(Counted(pk, kind, received, _after(concluded, received), ending))
        else:
            again[pk] = (kind, ending, received if round_ == 1 else None)
    found = (*plain, *_by_steps(again))
    return Records(year, form, tuple(one for one in found if any(True for _ in one.rows(year, form))))


def _after(concluded: date | None, received: date) -> date | None:
    """A request goes after it came: by construction the numbers in are the numbers out."""
    return None if concluded is None else max(concluded, received)


def _pieces(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), _PIECE):
        yield keys[start : start + _PIECE]


def _by_steps(requests: dict[int, tuple[str, str, date | None]]) -> Iterator[Counted]:
    """Those whose row alone does not tell: taken up again, or ended without a decision on the information."""
    for keys in _pieces(list(requests)):
        came: dict[int, date] = {}
        went: dict[int, list[tuple[date, int, int, str]]] = {}
        steps = Step.objects.filter(request__in=keys, struck_at=None, event__in=[*_ENDS, "received", "confirmed"])
        told = steps.order_by("request", "number").values_list("request", "round", "number", "event", "on", "data")
        for pk, round_, number, event, on, data in told:
            if event in _ENDS:
                went.setdefault(pk, []).append((on, number, round_, event))
            elif round_ == 1:
                came[pk] = max(on, _confirmed(data, on))
        decided = Decision.objects.filter(request__in=keys).values_list("request", "round", "outcome", "served_on")
        outcomes, served = {}, {}
        for pk, round_, ending, day in decided:
            outcomes[pk, round_], served[pk, round_] = ending, day
        for pk in keys:
            kind, ending, received = requests[pk]
            if (day := received or came.get(pk)) is not None:
                ends = [(served.get((pk, end[2])) or end[0], *end[1:]) for end in went.get(pk, [])]
                yield _life(Counted(pk, kind, day, None, ending), ends, outcomes)


def _confirmed(data: dict[str, str], on: date) -> date:
    try:
        return date.fromisoformat(data.get("confirmed_on") or "")
    except (TypeError, ValueError):
        return on


def _life(one: Counted, ends: list[tuple[date, int, int, str]], outcomes: dict[tuple[int, int], str]) -> Counted:
    if not ends:
        return one
    first = min(on for on, *_ in ends)
    _, _, round_, event = max((end for end in ends if end[0].year == first.year), key=lambda end: end[1])
    told = _ENDS[event] or outcomes.get((one.pk, round_)) or one.outcome or _OTHER
    return replace(one, concluded_on=max(first, one.received_on), outcome=told)


def records(agency: Agency, year: int) -> Records:
    """What an agency counts in the report of a year."""
    return records_of([agency.pk], year)


def table3_of(agencies: Iterable[int], year: int) -> dict[str, dict[str, int]]:
    """Table 3 of several agencies together, row → column → how many."""
    return records_of(agencies, year).table


def table3(agency: Agency, year: int) -> dict[str, dict[str, int]]:
    """Table 3 of an agency, row → column → how many."""
    return records(agency, year).table


def cases(agency: Agency, year: int, row: str, column: str) -> list[InfoRequest]:
    """The requests behind a number of table 3, by their numbers. Raises KeyError for an unknown row or column."""
    keys = records(agency, year).ids(row, column)
    found: list[InfoRequest] = []
    for piece in _pieces(keys):
        found += InfoRequest.objects.filter(pk__in=piece).select_related("agency")
    return sorted(found, key=lambda one: (one.year, one.sequence))
