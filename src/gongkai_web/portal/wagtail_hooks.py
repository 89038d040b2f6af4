"""What the back office asks of the portal: a draft laid out as the public would read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from wagtail import hooks

from gongkai_web.organisations.models import Guide
from gongkai_web.portal.views.agency import guide_page

__all__ = ["guide_preview"]


@hooks.register("guide_preview")
def guide_preview(request: HttpRequest, guide: Guide) -> HttpResponse:
    """The page of a guide that is still a draft. Who may see it is asked by the back office."""
    return guide_page(request, guide.agency, guide)
