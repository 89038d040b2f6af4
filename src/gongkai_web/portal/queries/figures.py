"""The figures of the platform: counts of what is really there, and what the reports of the latest year say together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Value

from gongkai_web.annual_reports.queries import Totals, totals_of, years
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Guide, Rule

__all__ = ["Figure", "Outcome", "Year", "figures", "year_figures"]

_OUTCOMES = (
    ("予以公开", "granted"),
    ("部分公开", "partial"),
    ("不予公开", "denied_"),
    ("无法提供", "unable_"),
    ("不予处理", "refused_"),
    ("其他处理", "other_"),
)
"""The endings of table 3 as the format names them, with the rows, or how the names of their rows begin."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit and what it counts."""

    label: str
    number: int
    unit: str
    url: str = ""
    """The page that shows what was counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An ending of applications: how many, and its share of all of them in percent, rounded."""

    label: str
    number: int
    share: int


@dataclass(frozen=True, slots=True)
class Year:
    """What the reports of a year say. ``covered`` of the ``reports`` are in a government's report already."""

    year: int
    reports: int
    covered: int
    figures: tuple[Figure, ...]
    outcomes: tuple[Outcome, ...]


def figures(agencies: int, on: date) -> list[Figure]:
    """What can be counted today, nothing for what is none. One query; ``agencies`` comes from the directory."""
    guides = Guide.objects.filter(number=1, agency__state=AgencyState.ACTIVE).order_by()
    rules = Rule.objects.filter(published_on__lte=on, in_force=True).order_by()
    counts = dict(_count("guides", guides).union(_count("rules", rules), all=True))
    told = [
        Figure("公开机关", agencies, "个", "/agencies/"),
        Figure("已发布公开指南的机关", counts.get("guides", 0), "个"),
        Figure("现行有效的公开制度", counts.get("rules", 0), "件"),
    ]
    return [figure for figure in told if figure.number]


def year_figures() -> Year | None:
    """The latest year of which there are reports; None without any. Three queries."""
    year = next(iter(years()), None)
    if year is None:
        return None
    totals = totals_of(year)
    told = [
        ("发布的年度报告", totals.reports, "份"),
        ("新收的公开申请", totals.received, "件"),
        ("办结的公开申请", totals.concluded, "件"),
        ("行政复议", totals.reviews, "件"),
        ("行政诉讼", totals.lawsuits, "件"),
    ]
    shown = tuple(Figure(label, number, unit) for label, number, unit in told if number is not None)
    return Year(year, totals.reports, totals.covered, shown, _outcomes(totals))


def _outcomes(totals: Totals) -> tuple[Outcome, ...]:
    """The endings of applications, none of which is left out; nothing in a year without applications."""
    counted = [
        (label, sum(count for row, count in totals.outcomes.items() if row == name or (
            name.endswith("_") and row.startswith(name))))
        for label, name in _OUTCOMES
    ]  # fmt: skip
    whole = sum(number for _, number in counted)
    return tuple(Outcome(label, number, round(100 * number / whole)) for label, number in counted) if whole else ()


def _count(name: str, rows: QuerySet) -> QuerySet:
    """A row with the name and how many rows there are; no row for none."""
    return rows.annotate(what=Value(name)).values("what").annotate(count=Count("pk")).values_list("what", "count")
