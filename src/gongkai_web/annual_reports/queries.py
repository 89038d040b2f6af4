"""Reads for the pages of annual reports."""

from __future__ import annotations

from django.db.models import QuerySet

from gongkai.report.model import AnnualReport
from gongkai.writers import render
from gongkai_web.annual_reports.models import PublishedReport

__all__ = ["KINDS", "file_of", "latest", "of_agency", "of_year", "one", "years"]

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""File ending → media type of the forms in which a report can be taken away."""


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
