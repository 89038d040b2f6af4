"""Reads for the pages of annual reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from gongkai.report.model import AnnualReport
from gongkai.writers import render
from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.organisations.kinds import AgencyKind
from gongkai_web.organisations.models import Below

__all__ = ["KINDS", "Totals", "file_of", "latest", "of_agency", "of_year", "one", "totals_of", "years"]

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""File ending → media type of the forms in which a report can be taken away."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the reports of a year say together. A figure is None where none of them gives it.

    ``covered`` of the ``reports`` are part of a government's report; ``outcomes`` has the rows of table 3 that say how
    applications ended, those with none left out.
    """

    year: int
    reports: int
    received: int | None
    concluded: int | None
    covered: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    reviews: int | None = None
    lawsuits: int | None = None


_ENDINGS = ("granted", "partial", "denied_", "unable_", "refused_", "other_")


def totals_of(year: int) -> Totals:
    """The sums over the current reports of a year, each figure as its report has it. Two queries.

    The report of a government is the sum of its departments and of the governments below it: where it is there, theirs
    are not counted once more. Vertically led organs report for themselves.
    """
    rows = list(
        PublishedReport.objects.current()
        .filter(year=year)
        .order_by()
        .values_list("agency_id", "agency__kind", "document__table3", "document__table4")
    )
    governments = [agency for agency, kind, *_ in rows if kind == AgencyKind.GOVERNMENT]
    below = set(
        Below.objects.filter(higher__in=governments, distance__gt=0).values_list("lower_id", flat=True)
        if governments
        else ()
    )
    left = [
        (third or {}, fourth or {})
        for agency, kind, third, fourth in rows
        if agency not in below or kind == AgencyKind.VERTICAL
    ]
    names = {name for third, _ in left for name in third if name.startswith(_ENDINGS)}
    outcomes = {name: _sum(third.get(name) for third, _ in left) or 0 for name in sorted(names)}
    lawsuits = [_sum(fourth.get(name) for _, fourth in left) for name in ("lawsuit_direct", "lawsuit_after_review")]
    return Totals(
        year,
        len(rows),
        _sum(third.get("received") for third, _ in left),
        _sum(third.get("concluded") for third, _ in left),
        len(rows) - len(left),
        {name: number for name, number in outcomes.items() if number},
        _sum(fourth.get("review") for _, fourth in left),
        None if lawsuits == [None, None] else sum(number or 0 for number in lawsuits),
    )


def _sum(rows: Iterable[dict[str, int | None] | None]) -> int | None:
    """The sum of the rows' totals; None where no row has one."""
    told = [row["total"] for row in rows if row and isinstance(row.get("total"), int)]
    return sum(told) if told else None


def years() -> list[int]:
    """The years of which there are reports, the newest first."""
    return list(PublishedReport.objects.current().values_list("year", flat=True).distinct().order_by("-year"))


def of_year(year: int) -> QuerySet[PublishedReport]:
    """The reports of a year with their agencies, without their documents."""
    return _list().filter(year=year).order_by("agency__position", "agency__code")


def of_agency(agency_id: int) -> QuerySet[PublishedReport]:
    """An agency's reports, the newest first, without their documents."""
    return _list().filter(agency=agency_id).order_by("-year")


def latest() -> QuerySet[PublishedReport]:
    """The reports of all agencies, the latest year first, without their documents."""
    return _list().order_by("-year", "agency__position", "agency__code")


def _list() -> QuerySet[PublishedReport]:
    return PublishedReport.objects.current().select_related("agency").defer("document")


def one(code: str, year: int) -> PublishedReport | None:
    """The current report of an agency and year; None where there is none."""
    found = PublishedReport.objects.current().select_related("agency", "agency__region")
    return found.filter(agency__code=code, year=year).first()


def file_of(report: AnnualReport, kind: str) -> bytes:
    """The report as a file of a kind in ``KINDS``."""
    return render(report, kind)
