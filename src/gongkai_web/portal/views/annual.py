"""The annual reports of the platform: the list of a year, a report as a page, and as files to take away."""

from __future__ import annotations

from urllib.parse import quote

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from gongkai import __version__
from gongkai.writers.html import fragment
from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.annual_reports.queries import KINDS, file_of, of_year, one, years
from gongkai_web.portal.pages import public_page
from gongkai_web.portal.tags import Tags

__all__ = ["annual_file", "annual_list", "annual_report"]

_LABEL = "政府信息公开年报"
_KEPT_SECONDS = 7 * 24 * 3600
_NAMES = {"docx": "Word 文档", "pdf": "PDF", "xlsx": "Excel 表格", "json": "JSON 数据"}


@public_page("year")
def annual_list(request: HttpRequest) -> HttpResponse:
    """The reports of a year; of the latest without one. 404 for a year without reports."""
    known = years()
    asked = request.GET.get("year", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) == 4 and int(asked) in known):
        raise Http404
    year = int(asked) if asked else (known[0] if known else None)
    return render(
        request,
        "portal/annual/list.html",
        {
            "tags": Tags(
                "/annual/", title=_LABEL, column=_LABEL, kind=_LABEL, description="各机关历年政府信息公开工作年度报告。"
            ),
            "section": "annual",
            "trail": [(_LABEL, "")],
            "years": known,
            "year": year,
            "reports": of_year(year) if year else [],
        },
    )


def _found(code: str, year: int) -> PublishedReport:
    published = one(code, year)
    if published is None:
        raise Http404
    return published


@public_page()
def annual_report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A report as a page. 404 where there is none."""
    published = _found(code, year)
    report = published.report
    agency = published.agency
    return render(
        request,
        "portal/annual/report.html",
        {
            "tags": Tags(
                request.path,
                title=published.title,
                column=_LABEL,
                kind=_LABEL,
                article=published.title,
                published=published.published_on,
                source=agency.name,
                description=f"{published.title}的正文和统计表，可以下载",
                keywords=f"{agency.name},{_LABEL},{year}年",
            ),
            "section": "annual",
            "trail": [(_LABEL, "/annual/"), (agency.name, f"{agency.get_absolute_url()}annual/"), (f"{year}年", "")],
            "published": published,
            # The core has escaped every word of it.
            "body": mark_safe(fragment(report)),
            "files": [(kind, name, f"{request.path}report.{kind}") for kind, name in _NAMES.items()],
        },
    )


@require_safe
def annual_file(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponse:
    """The report as a file of a kind; written once for each document and version of the program."""
    if kind not in KINDS:
        raise Http404
    published = _found(code, year)
    key = f"annual:{__version__}:{published.digest}:{kind}"
    data: bytes | None = cache.get(key)
    if data is None:
        data = file_of(published.report, kind)
        cache.set(key, data, _KEPT_SECONDS)
    response = HttpResponse(data, content_type=KINDS[kind])
    name = quote(f"{published.title}.{kind}")
    response.headers["Content-Disposition"] = f"attachment; filename=\"report.{kind}\"; filename*=UTF-8''{name}"
    response.headers["ETag"] = f'"{published.digest}-{kind}"'
    return response
