"""What every public page knows: the platform at its head and foot, and how the visitor wants to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gongkai_web.organisations.models import Platform
from gongkai_web.organisations.queries import platform
from gongkai_web.portal.preferences import Preferences

__all__ = ["Site", "site", "site_of", "site_of_request"]


@dataclass(frozen=True, slots=True)
class Site:
    """The site for its pages. ``platform`` is None until it has been set up; ``url`` has no slash at its end."""

    platform: Platform | None
    demo: bool
    url: str

    @property
    def name(self) -> str:
        """The platform's name, or the general one before it has been set up."""
        return self.platform.name if self.platform else "政府信息公开平台"

    @property
    def domain(self) -> str:
        """The host it is reached at."""
        return urlsplit(self.url).netloc


def site_of() -> Site:
    """The site, with one query."""
    return Site(platform(), settings.GONGKAI_DEMO, settings.WAGTAILADMIN_BASE_URL.rstrip("/"))


def site_of_request(request: HttpRequest) -> Site:
    """The site, looked up once for each request."""
    found: Site | None = getattr(request, "_portal_site", None)
    if found is None:
        found = site_of()
        request._portal_site = found
    return found


def site(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor; a page that shows neither costs no query."""
    return {"site": SimpleLazyObject(lambda: site_of_request(request)), "view_as": Preferences.of(request)}
