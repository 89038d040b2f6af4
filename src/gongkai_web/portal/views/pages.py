"""The map of the site, and what it does for those who read with difficulty."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai_web.portal.blocks import BLOCKS
from gongkai_web.portal.context import site_of_request
from gongkai_web.portal.pages import public_page
from gongkai_web.portal.queries.directory import directory
from gongkai_web.portal.tags import Tags

__all__ = ["accessibility", "sitemap"]


@public_page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """What is where. Agencies by group: their list is a page of its own, however many there are."""
    platform = site_of_request(request).platform
    return render(
        request,
        "portal/sitemap.html",
        {
            "tags": Tags("/sitemap/", "网站地图", "网站地图", "网站地图", "本平台的全部栏目"),
            "section": "sitemap",
            "trail": [("网站地图", "")],
            "blocks": BLOCKS,
            "directory": directory(platform.region if platform else None),
        },
    )


@public_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(
        request,
        "portal/accessibility.html",
        {
            "tags": Tags("/help/accessibility/", "无障碍和长辈版", "无障碍", "帮助", "本平台的无障碍说明和长辈版"),
            "section": "accessibility",
            "trail": [("无障碍和长辈版", "")],
        },
    )
