"""What is new, for the home page, the feed and the pages of agencies. Each app that publishes adds a source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.organisations.models import Agency, Guide, Rule
from gongkai_web.portal.queries.annual import PublishedReport as ListedReport

__all__ = ["Item", "news", "news_of"]


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


def news(on: date, limit: int) -> list[Item]:
    """The newest items of all agencies published until that day, the newest first. Three queries."""
    guides = Guide.objects.published().order_by("-published_at", "-id")
    rules = Rule.objects.filter(agency__isnull=False, published_on__lte=on).order_by("-published_on", "-id")
    reports = PublishedReport.objects.current().filter(published_on__lte=on).order_by("-published_on", "-id")
    of = ("agency__code", "agency__name")
    return _newest(
        (
            *(_guide(*row) for row in guides.values_list(*of, "number", "published_at")[:limit]),
            *(_rule(*row) for row in rules.values_list(*of, "id", "title", "published_on")[:limit]),
            *(_report(*row) for row in reports.values_list(*of, "year", "title", "published_on")[:limit]),
        ),
        limit,
    )


def news_of(
    agency: Agency, limit: int, *, guides: Iterable[Guide], rules: Iterable[Rule], reports: Iterable[ListedReport]
) -> list[Item]:
    """The newest of what an agency's page has read anyway; rules that all agencies share are no news of its own."""
    of = (agency.code, agency.name)
    return _newest(
        (
            *(_guide(*of, guide.number, guide.published_at) for guide in guides),
            *(_rule(*of, rule.pk, rule.title, rule.published_on) for rule in rules if rule.agency_id == agency.pk),
            *(_report(*of, one.year, one.title, one.published_on) for one in reports if one.published_on),
        ),
        limit,
    )


def _newest(items: Iterable[Item], limit: int) -> list[Item]:
    return sorted(items, key=lambda item: (item.at, item.key), reverse=True)[:limit]


def _midnight(day: date) -> datetime:
    """The instant for what is published by the day."""
    return timezone.make_aware(datetime.combine(day, time()))


def _guide(code: str, name: str, number: int, at: datetime) -> Item:
    title = f"{name}政府信息公开指南（第{number}版）"
    url = f"/agencies/{code}/guide/?version={number}"
    return Item(f"guide/{code}/{number}", title, url, "政府信息公开指南", name, at)


def _rule(code: str, name: str, key: int, title: str, day: date) -> Item:
    url = f"/agencies/{code}/rules/{key}/"
    return Item(f"rule/{key}", title, url, "政府信息公开制度", name, _midnight(day))


def _report(code: str, name: str, year: int, title: str, day: date) -> Item:
    url = f"/annual/{code}/{year}/"
    return Item(f"annual/{code}/{year}", title, url, "政府信息公开年报", name, _midnight(day))
