"""What is new, for readers and harvesters (Atom, RFC 4287)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from gongkai_web.portal.context import site_of_request
from gongkai_web.portal.pages import public_page
from gongkai_web.portal.queries.news import news

__all__ = ["feed"]

_ITEMS = 50


@public_page()
def feed(request: HttpRequest) -> HttpResponse:
    """The newest items of all agencies."""
    site = site_of_request(request)
    told = Atom1Feed(
        title=f"{site.name}：最新公开",
        link=f"{site.url}/",
        description="",
        language="zh-Hans",
        author_name=site.platform.sponsor if site.platform else site.name,
        feed_url=f"{site.url}/feeds/",
        feed_guid=f"{site.url}/feeds/",
    )
    for item in news(timezone.localdate(), _ITEMS):
        told.add_item(
            title=item.title,
            link=f"{site.url}{item.url}",
            description=None,
            author_name=item.agency,
            pubdate=item.at,
            updateddate=item.at,
            categories=(item.column,),
            unique_id=f"{site.url}{item.url}#{item.key}",
        )
    return HttpResponse(told.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
