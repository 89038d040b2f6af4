"""The list of agencies; the page that asks whom to apply to shows the same."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai_web.portal.context import site_of_request
from gongkai_web.portal.pages import public_page
from gongkai_web.portal.queries.directory import Directory, Group, directory
from gongkai_web.portal.tags import Tags

__all__ = ["agencies", "listed"]

_A_PAGE = 120
_LONGEST_QUERY = 60


def listed(request: HttpRequest) -> dict[str, object]:
    """What both lists show: groups with counts to choose from, and a page of agencies."""
    platform = site_of_request(request).platform
    query = request.GET.get("q", "").strip()[:_LONGEST_QUERY]
    everything = directory(platform.region if platform else None, searched=bool(query))
    group = request.GET.get("group", "")
    if group not in {one.id for one in everything.groups}:
        group = ""
    found = everything.found(query, group)
    rows = [(one, entry) for one in found.groups for entry in one.entries]
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    return {
        "everything": everything,
        "query": query,
        "group": next((one for one in everything.groups if one.id == group), None),
        "groups": _regrouped(page.object_list, found),
        "count": len(rows),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }


def _regrouped(rows: object, found: Directory) -> list[Group]:
    """The rows of one page in their groups; a group may go on on the next page."""
    left: dict[str, list] = {}
    for one, entry in rows:
        left.setdefault(one.id, []).append(entry)
    labels = {one.id: one.label for one in found.groups}
    return [Group(key, labels[key], tuple(entries)) for key, entries in left.items()]


@public_page("q", "group", "page")
def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies of the platform by group, found by name."""
    tags = Tags("/agencies/", "公开机关", "公开机关", "政府信息公开", "各行政机关的政府信息公开平台页面")
    return render(
        request,
        "portal/agencies.html",
        {"tags": tags, "section": "agencies", "trail": [("公开机关", "")], "action": "/agencies/", **listed(request)},
    )
