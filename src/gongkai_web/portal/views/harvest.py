"""Addresses for machines: robots.txt, sitemap.xml, favicon.ico."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.utils import timezone

from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.organisations.models import Agency, Guide, Rule
from gongkai_web.portal.blocks import BLOCKS
from gongkai_web.portal.context import site_of_request
from gongkai_web.portal.pages import public_page

__all__ = ["favicon", "robots", "sitemap_xml"]

_A_FILE = 45_000
"""Addresses in one file; the protocol allows 50,000 (sitemaps.org)."""
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_FIXED = ("/", "/agencies/", "/annual/", "/apply/", "/search/", "/check/", "/sitemap/", "/help/accessibility/")


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; a demonstration may not, it would be found for the real thing."""
    site = site_of_request(request)
    closed = ("/",) if site.demo else ("/staff/", "/accounts/", "/preferences/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {site.url}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _addresses() -> Iterator[tuple[str, str]]:
    """Paths with the day of the last change where it is known. Four queries."""
    yield from ((path, "") for path in _FIXED)
    changed = dict(Guide.objects.current().values_list("agency_id", "published_on"))
    for key, code in Agency.objects.order_by("code").values_list("id", "code"):
        yield f"/agencies/{code}/", ""
        for block in BLOCKS:
            day = changed.get(key) if block.id == "guide" else None
            yield f"/agencies/{code}/{block.id}/", day.isoformat() if day else ""
    own = Rule.objects.filter(agency__isnull=False, published_on__lte=timezone.localdate()).exclude(text="")
    for code, key, day in own.order_by("agency__code", "id").values_list("agency__code", "id", "published_on"):
        yield f"/agencies/{code}/rules/{key}/", day.isoformat()
    reports = PublishedReport.objects.current().order_by("agency__code", "-year")
    for code, year, day in reports.values_list("agency__code", "year", "published_on"):
        yield f"/annual/{code}/{year}/", day.isoformat()


@public_page("page")
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Every public address; an index of several files where there are very many."""
    url = escape(site_of_request(request).url)
    addresses = list(_addresses())
    files = -(-len(addresses) // _A_FILE)
    asked = request.GET.get("page", "")
    if not asked and files > 1:
        rows = (f"<sitemap><loc>{url}/sitemap.xml?page={n}</loc></sitemap>" for n in range(1, files + 1))
        return _xml(f"<sitemapindex {_SPACE}>{''.join(rows)}</sitemapindex>")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 6 and 1 <= int(asked) <= files):
        raise Http404("没有这一页")
    first = (int(asked) - 1) * _A_FILE if asked else 0
    rows = (
        f"<url><loc>{url}{escape(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for path, day in addresses[first : first + _A_FILE]
    )
    return _xml(f"<urlset {_SPACE}>{''.join(rows)}</urlset>")


def _xml(body: str) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', content_type="application/xml")


def favicon(request: HttpRequest) -> HttpResponse:
    """Where the mark is, for those who ask at the old place."""
    return HttpResponsePermanentRedirect(static("portal/favicon.ico"))
