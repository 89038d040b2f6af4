"""One search over everything public: the page of results, and suggestions while somebody types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai_web.common.address import client_address
from gongkai_web.common.rate import hit, refuse
from gongkai_web.common.words import MAX_QUERY
from gongkai_web.portal.tags import Tags
from gongkai_web.search.kinds import KINDS
from gongkai_web.search.queries import Asked, Results, search, suggest

__all__ = ["results", "suggestions"]

_A_MINUTE = 60
_SEARCHES, _SUGGESTIONS = 60, 240
_MOST_PAGES = 100


def _asked(request: HttpRequest) -> Asked:
    """What the address asks; what makes no sense is left out."""
    given = request.GET
    kind, year, page = given.get("kind", ""), given.get("year", ""), given.get("page", "")
    return Asked(
        text=given.get("q", "").replace("\0", "").strip()[:MAX_QUERY],
        kind=kind if kind in KINDS else "",
        agency=given.get("agency", "").replace("\0", "")[:40],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        newest=given.get("order") == "new",
        page=min(max(int(page), 1), _MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
    )


def _link(asked: Asked, **other: Any) -> str:
    """The address of the same search with something else; what is empty is left out."""
    told = {
        "q": asked.text,
        "kind": asked.kind,
        "agency": asked.agency,
        "year": asked.year or "",
        "order": "new" if asked.newest else "",
        "page": "",
        **other,
    }
    return f"/search/?{urlencode({key: value for key, value in told.items() if value})}"


def _pages(asked: Asked, found: Results) -> list[tuple[str, str]]:
    """Numbers of pages with their addresses; an empty address where numbers are left out."""
    last = min(found.pages, _MOST_PAGES)
    shown: list[tuple[str, str]] = []
    before = 0
    for number in sorted({1, last, *range(max(asked.page - 2, 1), min(asked.page + 2, last) + 1)}):
        if number > before + 1:
            shown.append(("…", ""))
        shown.append((str(number), _link(asked, page=number)))
        before = number
    return shown


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The results, what they may be narrowed by, and what to do where there are none."""
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked, "kinds": KINDS, "most": MAX_QUERY}
    if asked.text:
        verdict = hit("search", client_address(request), limit=_SEARCHES, seconds=_A_MINUTE)
        if not verdict.allowed:
            return refuse(request, verdict)
        found = search(asked)
        about = found.facets
        agencies = dict(about.agencies)
        if asked.agency and asked.agency not in agencies and found.hits:
            agencies[asked.agency] = found.hits[0].entry.agency_name
        pages = min(found.pages, _MOST_PAGES)
        context |= {
            "found": found,
            "about": about,
            "agencies": agencies,
            "narrowed": bool(asked.kind or asked.agency or asked.year),
            "everything": _link(Asked(asked.text)),
            "all_kinds": _link(asked, kind=""),
            "by_kind": [(KINDS[kind], count, _link(asked, kind=kind), kind) for kind, count in about.kinds.items()],
            "pages": _pages(asked, found) if pages > 1 else [],
            "page": str(asked.page),
            "back": _link(asked, page=asked.page - 1) if asked.page > 1 else "",
            "forward": _link(asked, page=asked.page + 1) if asked.page < pages else "",
            "near": suggest(asked.text[:2]) if found.words and not found.count else [],
        }
    tags = Tags("/search/", "检索", "检索", "政府信息公开", "检索全部主动公开的政府信息")
    return render(
        request, "portal/search/page.html", {**context, "tags": tags, "section": "search", "trail": [("检索", "")]}
    )


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A list of titles for what has been typed so far; asked for by the page's script only."""
    text = _asked(request).text
    verdict = hit("suggest", client_address(request), limit=_SUGGESTIONS, seconds=_A_MINUTE)
    entries = suggest(text) if text and verdict.allowed else []
    return render(request, "portal/search/suggestions.html", {"entries": entries, "kinds": KINDS})
