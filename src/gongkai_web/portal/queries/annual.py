"""The annual reports that can be read on the platform, newest year first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai_web.annual_reports.queries import latest, of_agency

__all__ = ["PublishedReport", "published_reports"]


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """An annual report as a list shows it. Its page is /annual/<code>/<year>/."""

    year: int
    title: str
    url: str
    published_on: date | None
    agency: str


def published_reports(agency_id: int | None = None, limit: int | None = None) -> Sequence[PublishedReport]:
    """The current reports of an agency, or of all, up to so many."""
    rows = of_agency(agency_id) if agency_id is not None else latest()
    return [
        PublishedReport(row.year, row.title, row.get_absolute_url(), row.published_on, row.agency.name)
        for row in rows[:limit]
    ]
