"""What is new on the platform, for the home page and the feed. Each app that publishes adds its source here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.organisations.models import Guide, Rule

__all__ = ["Item", "news"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was published: what, by whom, when, where it stands."""

    key: str
    title: str
    url: str
    column: str
    agency: str
    at: datetime

    @property
    def day(self) -> date:
        """The day in the site's zone."""
        return timezone.localtime(self.at).date()


def news(on: date, limit: int, agency_id: int | None = None) -> list[Item]:
    """The newest items published until that day, the newest first; of one agency, or of all. Three queries."""
    items = [*_guides(agency_id, limit), *_rules(on, agency_id, limit), *_reports(on, agency_id, limit)]
    return sorted(items, key=lambda item: (item.at, item.key), reverse=True)[:limit]


def _midnight(day: date) -> datetime:
    """The instant for what is published by the day."""
    return timezone.make_aware(datetime.combine(day, time()))


def _of(rows: QuerySet, agency_id: int | None) -> QuerySet:  # type: ignore[type-arg]
    return rows if agency_id is None else rows.filter(agency=agency_id)


def _guides(agency_id: int | None, limit: int) -> list[Item]:
    rows = _of(Guide.objects.published(), agency_id).order_by("-published_at", "-id")
    told = rows.values_list("agency__code", "agency__name", "number", "published_at")[:limit]
    return [
        Item(
            f"guide/{code}/{number}",
            f"{name}政府信息公开指南（第{number}版）",
            f"/agencies/{code}/guide/" if number == 1 else f"/agencies/{code}/guide/?version={number}",
            "政府信息公开指南",
            name,
            at,
        )
        for code, name, number, at in told
    ]


def _rules(on: date, agency_id: int | None, limit: int) -> list[Item]:
    rows = _of(Rule.objects.filter(agency__isnull=False, published_on__lte=on), agency_id)
    told = rows.order_by("-published_on", "-id").values_list(
        "id", "title", "agency__code", "agency__name", "published_on"
    )[:limit]
    return [
        Item(
            f"rule/{key}",
            title,
            f"/agencies/{code}/rules/{key}/",
            "政府信息公开制度",
            name,
            _midnight(day),
        )
        for key, title, code, name, day in told
    ]


def _reports(on: date, agency_id: int | None, limit: int) -> list[Item]:
    rows = _of(PublishedReport.objects.current().filter(published_on__lte=on), agency_id)
    told = rows.order_by("-published_on", "-id").values_list(
        "year", "title", "agency__code", "agency__name", "published_on"
    )[:limit]
    return [
        Item(
            f"annual/{code}/{year}",
            title,
            f"/annual/{code}/{year}/",
            "政府信息公开年报",
            name,
            _midnight(day),
        )
        for year, title, code, name, day in told
    ]
