"""What a search may be narrowed by: the kinds, agencies and years of its results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max, Min

from gongkai_web.search.engines import MOST
from gongkai_web.search.kinds import KINDS
from gongkai_web.search.models import Entry
from gongkai_web.search.ranking import Row

__all__ = ["Facets", "facets"]

_MOST_AGENCIES = 60


@dataclass(frozen=True, slots=True)
class Facets:
    """Kind → count, agency's code → name, years.

    Where there are more results than are counted (``exact`` is false), the agencies are those of the newest thousand,
    and every kind and year is offered that there is at all: counts are 0.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    agencies: dict[str, str] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    exact: bool = True


def facets(found: Iterable[Row]) -> Facets:
    """Those of the results of a text that is not narrowed, or of the newest thousand of them."""
    found = list(found)
    exact = len(found) < MOST
    agencies = Counter((row.agency, row.agency_name) for row in found if row.agency)
    common = [pair for pair, _ in agencies.most_common(_MOST_AGENCIES)]
    return Facets(
        _counted(found) if exact else {kind: 0 for kind in KINDS if Entry.objects.filter(kind=kind).exists()},
        dict(sorted(common, key=lambda pair: pair[1])),
        tuple(sorted({row.on.year for row in found if row.on}, reverse=True)) if exact else _all_years(),
        exact,
    )


def _counted(found: list[Row]) -> dict[str, int]:
    counted = Counter(row.kind for row in found)
    return {kind: counted[kind] for kind in KINDS if counted[kind]}


def _all_years() -> tuple[int, ...]:
    days = Entry.objects.aggregate(first=Min("on"), last=Max("on"))
    return tuple(range(days["last"].year, days["first"].year - 1, -1)) if days["first"] else ()
