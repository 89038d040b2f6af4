"""The supervisor: figures of the agencies below, late cases, export. Nothing of applicants or of what they wrote."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET
from openpyxl import Workbook

from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.info_requests.access import agencies_overseen
from gongkai_web.info_requests.queries.days import days_left, long_calendar
from gongkai_web.info_requests.queries.oversight import figures, late_cases
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_PAGE = 50
_FIRST_YEAR = 2019
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _year(request: HttpRequest, today: date) -> int:
    asked = request.GET.get("year", "")
    known = asked.isdecimal() and len(asked) == 4 and _FIRST_YEAR <= int(asked) <= today.year
    return int(asked) if known else today.year


def _figures(request: HttpRequest, year: int, today: date) -> list[Any]:
    below = agencies_overseen(request.scope)
    return figures(below, date(year, 1, 1), date(year, 12, 31), today, long_calendar())


@requires(Right.OVERSEE_REQUESTS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """A row for each agency, and all together."""
    today = timezone.localdate()
    year = _year(request, today)
    *rows, total = _figures(request, year, today)
    context = {
        "rows": rows, "total": total, "year": year, "years": range(today.year, _FIRST_YEAR - 1, -1),
        "header_title": "督促指导",
    }  # fmt: skip
    return render(request, "info_requests/lists/oversight.html", context)


@requires(Right.OVERSEE_REQUESTS)
@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """Open cases past their limit, the longest first."""
    today, on = timezone.localdate(), long_calendar()
    rows = late_cases(agencies_overseen(request.scope), today)
    if request.GET.get("agency", "").isdecimal():
        rows = rows.filter(agency=request.GET["agency"])
    page = Paginator(rows, _PAGE).get_page(request.GET.get("p"))
    for row in page:
        row.left = days_left(row.due_on, today, on)
    return render(request, "info_requests/lists/late.html", {"page": page, "header_title": "下级机关逾期的申请"})


@requires(Right.OVERSEE_REQUESTS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Both tables as a workbook; the log keeps who took it."""
    today, on = timezone.localdate(), long_calendar()
    year, below = _year(request, today), agencies_overseen(request.scope)
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(f"{year}年办理情况")
    page.append([
        "机关", "收到", "在办", "逾期未办结", "办结", "按期办结", "逾期办结", "按期办结率", "公开和部分公开", "公开率",
        "办结用时（工作日，中位数）",
    ])  # fmt: skip
    for one in _figures(request, year, today):
        page.append(_safe([
            one.agency.name if one.agency else "合计", one.received, one.open, one.late, one.concluded, one.in_time,
            one.concluded_late, one.in_time_rate, one.disclosed, one.disclosed_rate,
            "" if one.days is None else one.days,
        ]))  # fmt: skip
    page = workbook.create_sheet("逾期未办结")
    page.append(["机关", "编号", "状态", "承办科室", "收到日期", "答复期限", "逾期"])
    rows = late_cases(below, today)
    for row in rows.iterator(1000):
        told = days_left(row.due_on, today, on).text
        page.append(
            _safe(
                [row.agency.name, row.number, row.get_state_display(), row.section, row.received_on, row.due_on, told]
            )
        )
    record("list.export", by=request.actor, on=("list", "oversight", "下级机关办理情况"), after={"年度": year})
    out = BytesIO()
    workbook.save(out)
    name = content_disposition_header(True, f"下级机关办理情况-{today:%Y%m%d}.xlsx") or ""
    return HttpResponse(out.getvalue(), content_type=_XLSX, headers={"Content-Disposition": name})


def _safe(values: list[Any]) -> list[Any]:
    return [f"'{one}" if isinstance(one, str) and one.startswith(_FORMULA) else one for one in values]


class OversightScreen(StaffViewSet):
    """督促指导."""

    name = "oversight"
    menu, icon, menu_label, menu_order = "requests", "view", "下级机关", 70
    rights = (Right.OVERSEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Figures, late cases, the file."""
        return [
            path("", index, name="index"),
            path("late/", late, name="late"),
            path("export/", export, name="export"),
        ]


SCREENS = [OversightScreen]
