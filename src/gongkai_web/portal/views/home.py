"""The unified platform page of the region."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai_web.portal.blocks import BLOCKS
from gongkai_web.portal.context import site_of_request
from gongkai_web.portal.pages import public_page
from gongkai_web.portal.queries.annual import published_reports
from gongkai_web.portal.queries.directory import directory
from gongkai_web.portal.queries.figures import figures, year_figures
from gongkai_web.portal.queries.news import news
from gongkai_web.portal.tags import Tags

__all__ = ["home"]

_NEWS = 8
_REPORTS = 6
_SHOWN_OF_A_GROUP = 24
_FEW = 6
"""A group of more agencies takes the whole width."""


@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """Search, what is new, agencies, how to apply, annual reports, figures."""
    today = timezone.localdate()
    platform = site_of_request(request).platform
    region = platform.region if platform else None
    agencies = directory(region)
    return render(
        request,
        "portal/home.html",
        {
            "tags": Tags(
                "/",
                column="首页",
                kind="首页",
                description=f"{region.name if region else ''}各行政机关的{'、'.join(block.label for block in BLOCKS)}",
                keywords="政府信息公开,依申请公开,政府信息公开年报",
            ),
            "section": "home",
            "region": region,
            "blocks": BLOCKS,
            "news": news(today, _NEWS),
            "directory": agencies.found(),
            "shown": _SHOWN_OF_A_GROUP,
            "few": _FEW,
            "reports": published_reports(limit=_REPORTS),
            "annual": year_figures(),
            "figures": figures(agencies.count, today),
            "today": today,
        },
    )
