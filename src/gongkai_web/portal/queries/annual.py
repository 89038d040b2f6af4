"""The annual reports that can be read on the platform, newest year first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
    """The reports of an agency, or of all. None until the app ``annual_reports`` is there: it fills this function."""
    return []
