"""What the search says of annual reports."""

from __future__ import annotations

from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.search.actions import Public
from gongkai_web.search.sources import follow

__all__ = ["follow_reports", "public_report"]


def public_report(published: PublishedReport) -> Public | None:
    """A report by its title and its prose; None for one that a corrected one has replaced."""
    if published.replaced_at is not None:
        return None
    report = published.report
    prose = [*(p.text for p in report.preamble), *(report.section(s.id).text for s in report.spec.sections)]
    return Public(
        title=published.title,
        url=published.get_absolute_url(),
        body="\n".join(text for text in prose if text),
        agency=published.agency.code,
        agency_name=published.agency.name,
        on=published.published_on,
    )


def follow_reports() -> None:
    """Lets them be found; called once, when the app is ready."""
    follow(PublishedReport, "annual_report", public_report)
