"""The holidays that the whole site counts by: what is known of each year, and the notices that were added by hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from gongkai.law.notices import NoticeError
from gongkai_web.accounts.rights import Right
from gongkai_web.calendars import actions, queries, reading
from gongkai_web.calendars.models import HolidayNotice
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.holiday_forms import NoticeForm, WithdrawForm
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_SHOWN = 6
"""Years on the list before the older ones are asked for."""


def _context(label: str = "", **more: Any) -> dict[str, Any]:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": "首页"},
        {"url": reverse("holidays:index") if label else "", "label": "放假安排"},
    ]
    if label:
        trail.append({"url": "", "label": label})
    return {"header_title": label or "放假安排", "header_icon": "calendar", "breadcrumbs_items": trail, **more}


@requires(Right.SEE_AGENCY)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is known of each year; every notice that was added, the withdrawn ones among them."""
    today = timezone.localdate()
    context = _context(
        rows=HolidayNotice.objects.defer("text"),
        may=request.scope.may(Right.MANAGE_CALENDAR),
        next_year=today.year + 1,
    )
    try:
        years = queries.years(today)
    except NoticeError as error:
        return render(request, "staff/holidays/index.html", context | {"problem": str(error)})
    older = "all" in request.GET
    context |= {"years": years if older else years[:_SHOWN], "more": not older and len(years) > _SHOWN}
    return render(request, "staff/holidays/index.html", context | {"missing": queries.missing_years(today)})


@requires(Right.SEE_AGENCY)
@require_GET
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """The days of a year, and where they come from."""
    state = next((one for one in queries.years(timezone.localdate()) if one.year == year), None)
    if state is None:
        raise Http404
    may = request.scope.may(Right.MANAGE_CALENDAR)
    return render(request, "staff/holidays/year.html", _context(f"{year}年", state=state, may=may))


@requires(Right.SEE_AGENCY)
@require_GET
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice as it was added."""
    row = get_object_or_404(HolidayNotice, pk=pk)
    notice = row.notice()
    context = _context(
        row.number,
        row=row,
        runs=queries.runs(dict(notice.rest)),
        work=sorted(notice.work),
        may=request.scope.may(Right.MANAGE_CALENDAR) and row.withdrawn_at is None,
    )
    return render(request, "staff/holidays/notice.html", context)


def _first(asked: str) -> dict[str, Any]:
    today = timezone.localdate()
    missing = queries.missing_years(today)
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else missing[0] if missing else today.year + 1
    return {"year": year, "title": f"国务院办公厅关于{year}年部分节假日安排的通知"}


def _doubts(form: NoticeForm, found: reading.Reading | None) -> list[str]:
    """What a person should look at before confirming."""
    doubts = list(found.doubts) if found else []
    absent = reading.absent(list(form.cleaned_data["rest"].values()))
    if absent and not form.cleaned_data["amends"]:
        doubts.append(f"没有{'、'.join(absent)}，全年的安排应当有七个节日")
    return doubts


@requires(Right.MANAGE_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form; the days read from the text; what would change, line by line; then it holds."""
    if request.method != "POST":
        return _form(request, NoticeForm(initial=_first(request.GET.get("year", ""))))
    data, found = request.POST, None
    text, year = data.get("text", "").strip(), data.get("year", "")
    if text and year.isdecimal() and len(year) == 4:
        found = reading.read(text, int(year))
        if "read" in data or not NoticeForm.has_days(data):
            data = NoticeForm.with_days(data, found)
    form = NoticeForm(data)
    if not form.is_valid() or "back" in data or "read" in data:
        return _form(request, form, doubts=found.doubts if found and "read" in data else ())
    try:
        if "confirm" in data:
            row = actions.add_notice(**form.cleaned_data, by=request.actor)
            messages.success(request, f"已补充{row.year}年的放假安排，各项期限即按它计算。")
            return redirect("holidays:index")
        row, told = actions.plan_notice(**form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return _form(request, form, doubts=found.doubts if found else ())
    old = HolidayNotice.objects.in_force().filter(year=row.year).first()
    return _form(request, form, told=told, row=row, old=old, doubts=_doubts(form, found))


def _form(request: HttpRequest, form: NoticeForm, **more: Any) -> HttpResponse:
    return render(request, "staff/holidays/add.html", _context("补充放假安排", form=form, **more))


@requires(Right.MANAGE_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What withdrawing changes, and why it is done."""
    row = get_object_or_404(HolidayNotice.objects.in_force(), pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw_notice(row, why=form.cleaned_data["why"], by=request.actor)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"已撤回“{row}”。")
            return redirect("holidays:index")
    context = _context("撤回放假安排", row=row, form=form, told=actions.plan_withdrawal(row))
    return render(request, "staff/holidays/withdraw.html", context)


class HolidayScreen(StaffViewSet):
    """The address /staff/holidays/: everybody who counts days sees it."""

    name = "holidays"
    menu, menu_label, icon, menu_order = "site", "放假安排", "calendar", 30
    rights = (Right.SEE_AGENCY,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The years, one year, one notice, adding, withdrawing."""
        return [
            path("", index, name="index"),
            path("new/", add, name="add"),
            path("years/<int:year>/", year_page, name="year"),
            path("notices/<int:pk>/", notice_page, name="notice"),
            path("notices/<int:pk>/withdraw/", withdraw, name="withdraw"),
        ]


SCREENS = [HolidayScreen]
