"""A month of the desk: which requests are due on which day, with holidays and worked weekends."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.law.calendar import CalendarGap
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.queries.days import long_calendar
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_A_DAY = 8
"""Requests named in a day; the rest are a number that leads to the list."""
_MOST = 3000


@dataclass(slots=True)
class Day:
    """A cell of the month."""

    on: date
    here: bool
    off: str = ""
    make_up: bool = False
    unknown: bool = False
    rows: list[InfoRequest] = field(default_factory=list)
    more: int = 0


def _month(asked: str, today: date) -> date:
    if not asked:
        return today.replace(day=1)
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Http404 from None
    if not 2019 <= first.year <= today.year + 3:
        raise Http404
    return first


@requires(Right.SEE_REQUESTS)
@require_GET
def month_page(request: HttpRequest) -> HttpResponse:
    """The month as a table of weeks; ``mine`` narrows it to one's own."""
    today = timezone.localdate()
    first = _month(request.GET.get("month", ""), today)
    weeks = Weeks().monthdatescalendar(first.year, first.month)
    rows = InfoRequest.objects.seen_by(request.scope).real().due_between(weeks[0][0], weeks[-1][-1])
    mine = "mine" in request.GET
    if mine:
        rows = rows.of(request.user.pk)
    fields = ("public_id", "number", "title", "due_on", "provisional", "state", "is_open")
    due: dict[date, list[InfoRequest]] = defaultdict(list)
    for day, group in groupby(rows.only(*fields).order_by("due_on", "id")[:_MOST], key=lambda row: row.due_on):
        due[day] = list(group)
    on = long_calendar()

    def cell(day: date) -> Day:
        found = Day(day, day.month == first.month, rows=due[day][:_A_DAY], more=max(0, len(due[day]) - _A_DAY))
        try:
            found.off, found.make_up = on.why_off(day) or "", on.is_make_up(day)
        except CalendarGap:
            found.unknown = True
        return found

    before = (first.replace(day=1) - _ONE_DAY).replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    context = {
        "weeks": [[cell(day) for day in week] for week in weeks],
        "first": first, "today": today, "before": before, "after": after, "mine": mine,
        "count": sum(len(due[day]) for week in weeks for day in week if day.month == first.month),
        "header_title": "期限日历",
    }  # fmt: skip
    return render(request, "info_requests/lists/month.html", context)


_ONE_DAY = date.resolution


class CalendarScreen(StaffViewSet):
    """期限日历."""

    name = "due_calendar"
    url_prefix = "requests/calendar"
    menu, icon, menu_label, menu_order = "requests", "calendar", "期限日历", 20
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """One page."""
        return [path("", month_page, name="index")]


SCREENS = [CalendarScreen]
