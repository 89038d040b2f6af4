"""Reads for the pages of annual reports."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from gongkai.report.model import AnnualReport
from gongkai.writers import render
from gongkai_web.annual_reports.models import PublishedReport

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
    """What the reports of a year say together. A figure is None where none of them gives it."""

    year: int
    reports: int
    received: int | None
    concluded: int | None


def totals_of(year: int) -> Totals:
    """The sums over the current reports of a year, each figure as its report has it.

    A government's own report counts as one more: who adds up a region must not add reports of governments and of
    their departments, which the regional roll-up does.
    """
    columns = [f"document__table3__{row}__total" for row in ("received", "concluded")]
    rows = list(PublishedReport.objects.current().filter(year=year).order_by().values_list(*columns))
    received, concluded = ([row[n] for row in rows if isinstance(row[n], int)] for n in (0, 1))
    return Totals(year, len(rows), sum(received) if received else None, sum(concluded) if concluded else None)


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
