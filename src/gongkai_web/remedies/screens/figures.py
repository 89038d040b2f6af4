"""Tables 3 and 4 of a year as they stand now, each number leading to its cases; the fees for the sixth part."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from gongkai.law.proceedings import GROUPS
from gongkai.report.format import Format, format_of_year, load_format
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.access import agencies_overseen, agencies_seen
from gongkai_web.info_requests.queries import records
from gongkai_web.info_requests.queries.charged import charged
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.remedies.queries import table4
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["FigureScreen"]

_FIRST = 2019
_PAGE = 50
_WORDS_2019 = "2019"


def _agencies(scope: Scope) -> list[Agency]:
    """Those whose figures somebody may see."""
    seen = agencies_seen(scope)
    rows = Agency.objects.all() if seen is None else Agency.objects.filter(pk__in=seen | agencies_overseen(scope))
    return list(rows.only("id", "name", "code", "state"))


def _year(text: str) -> int:
    this = timezone.localdate().year
    return int(text) if text.isascii() and text.isdigit() and _FIRST <= int(text[:4]) <= this else this


def _chosen(request: HttpRequest) -> tuple[list[Agency], Agency, int]:
    """The choices, the agency and the year. Raises Http404 for an agency that is not one of the choices."""
    choices = _agencies(request.scope)
    asked = request.GET.get("agency", "")
    if not choices:
        raise Http404
    if not asked:
        return choices, choices[0], _year(request.GET.get("year", ""))
    found = next((one for one in choices if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return choices, found, _year(request.GET.get("year", ""))


@requires(Right.SEE_REQUESTS, Right.OVERSEE_REQUESTS)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Both tables."""
    choices, agency, year = _chosen(request)
    form = format_of_year(year) or load_format(_WORDS_2019)
    seen = agencies_seen(request.scope)
    opens = seen is None or agency.pk in seen
    base = f"{reverse('figures:cases')}?{urlencode({'agency': agency.pk, 'year': year})}" if opens else ""
    third = records.table3(agency, year)
    fourth = table4.table4(agency, year)
    context = {
        "agencies": choices,
        "agency": agency,
        "year": year,
        "years": range(timezone.localdate().year, _FIRST - 1, -1),
        "form": form,
        "table3": _rows3(form, third, base),
        "table4": _rows4(form, fourth, base),
        "fees": charged([agency.pk], year),
        "opens": opens,
        "is_over": year < timezone.localdate().year,
        "header_title": "年报数据",
    }
    return render(request, "remedies/figures.html", context)


def _cell(count: int, base: str, row: str, column: str) -> dict[str, Any]:
    url = f"{base}&{urlencode({'row': row, 'column': column})}" if base and count else ""
    return {"count": count, "url": url, "column": column}


def _rows3(form: Format, table: dict[str, dict[str, int]], base: str) -> list[dict[str, Any]]:
    return [
        {
            "label": row.label,
            "group": row.group or "",
            "heading": form.table3_words["results"] if row.id == form.results[0] else "",
            "is_sum": row.id in ("received", "carried_in", "concluded", "carried_out"),
            "cells": [_cell(table[row.id][column], base, row.id, column) for column in form.table3_columns],
        }
        for row in form.table3_rows
    ]


def _rows4(form: Format, table: dict[str, dict[str, int]], base: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "cells": [_cell(table[group][column], base, group, column) for column in form.table4_columns],
        }
        for group, label in form.table4_groups.items()
    ]


@requires(Right.SEE_REQUESTS)
@require_GET
def behind(request: HttpRequest) -> HttpResponse:
    """The cases behind one number."""
    _, agency, year = _chosen(request)
    seen = agencies_seen(request.scope)
    if seen is not None and agency.pk not in seen:  # a supervisor sees figures, not what applicants wrote
        raise Http404
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    if not row:
        return redirect("figures:index")
    form = format_of_year(year) or load_format(_WORDS_2019)
    try:
        if row in GROUPS:
            found: list[Any] = table4.cases(agency, year, row, column)
            label, column_label = form.table4_groups[row], form.table4_columns[column]
        else:
            found = records.cases(agency, year, row, column)
            label, column_label = form.row_label(row), form.table3_columns[column]
    except KeyError:
        raise Http404 from None
    context = {
        "agency": agency,
        "year": year,
        "label": label,
        "column_label": column_label,
        "of_requests": row not in GROUPS,
        "shown": Paginator(found, _PAGE).get_page(request.GET.get("p")),
        "query": urlencode({"agency": agency.pk, "year": year, "row": row, "column": column}),
        "back": f"{reverse('figures:index')}?{urlencode({'agency': agency.pk, 'year': year})}",
        "header_title": "年报数据",
    }
    return render(request, "remedies/behind.html", context)


class FigureScreen(StaffViewSet):
    """The address /staff/figures/."""

    name = "figures"
    menu, icon, menu_label, menu_order = "requests", "table", "年报数据", 66
    rights = (Right.SEE_REQUESTS, Right.OVERSEE_REQUESTS)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The tables, and what is behind a number."""
        return [path("", figures, name="index"), path("cases/", behind, name="cases")]
