"""The figures of the platform: counts of what is really there, never an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Value

from gongkai_web.annual_reports.queries import totals_of, years
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Guide, Rule

__all__ = ["Figure", "figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit and what it counts."""

    label: str
    number: int
    unit: str
    url: str = ""
    """The page that shows what was counted."""


def figures(agencies: int, on: date) -> list[Figure]:
    """What can be counted today, nothing for what is none. Three queries; ``agencies`` comes from the directory."""
    guides = Guide.objects.filter(number=1, agency__state=AgencyState.ACTIVE).order_by()
    rules = Rule.objects.filter(published_on__lte=on, in_force=True).order_by()
    counts = dict(_count("guides", guides).union(_count("rules", rules), all=True))
    told = [
        Figure("公开机关", agencies, "个", "/agencies/"),
        Figure("已发布公开指南的机关", counts.get("guides", 0), "个"),
        Figure("公开制度", counts.get("rules", 0), "件"),
    ]
    return [*(figure for figure in told if figure.number), *_of_reports()]


def _of_reports() -> list[Figure]:
    """The requests of the latest year of which there are reports, as the reports have them, nought included."""
    year = next(iter(years()), None)
    if year is None:
        return []
    totals = totals_of(year)
    url = f"/annual/?year={year}"
    told = [
        (f"{year}年度发布的年报", totals.reports, "份"),
        (f"{year}年度新收的公开申请", totals.received, "件"),
        (f"{year}年度办结的公开申请", totals.concluded, "件"),
    ]
    return [Figure(label, number, unit, url) for label, number, unit in told if number is not None]


def _count(name: str, rows: QuerySet) -> QuerySet:
    """A row with the name and how many rows there are; no row for none."""
    return rows.annotate(what=Value(name)).values("what").annotate(count=Count("pk")).values_list("what", "count")
