"""Public pages: kept ready-made, exact, compressed, and not sent again to who has them.

A page is kept for visitors without a session under the stamp of the public data (common/stamp.py), the day, the address
and the visitor's preferences; it can therefore be neither stale nor somebody else's. The key holds the day because some
things appear by the calendar alone. It is kept and answered outside of the middleware that a page does not depend on
(sessions, accounts, policies): with the headers they gave it, without asking them again. Before it stand the way to
HTTPS, and the check that the site answers to that host.

About BREACH: compression tells secrets where a page holds a secret beside something that an attacker chose. A page that
is kept holds no secret: it knows no person and no CSRF token (the buttons of the head prove their origin otherwise,
see views/preferences.py), so it may be compressed as far as it goes. A page that made a token, or was made for a
session, is not kept; it is compressed by Django's GZipMiddleware, with masked tokens and a random length.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from gongkai import __version__
from gongkai_web.common import stamp
from gongkai_web.portal.kept import KeptPage
from gongkai_web.portal.preferences import Preferences

__all__ = ["Compression", "KeptPages", "public_page"]

View = Callable[..., HttpResponse]

_KEPT_SECONDS = 24 * 3600
_LONGEST_ADDRESS = 400
_METHODS = ("GET", "HEAD")


@lru_cache(maxsize=4096)
def _params(path: str) -> frozenset[str] | None:
    """The query parameters that the public page at an address reads; None where there is no public page."""
    try:
        return getattr(resolve(path).func, "page_params", None)
    except Resolver404:
        return None


def _key(request: HttpRequest) -> str | None:
    """Under what the page is kept; None for an address or a visitor whose page is made anew."""
    if request.method not in _METHODS or settings.DEBUG:
        return None
    cookies = request.COOKIES
    address = request.get_full_path()
    if (
        settings.SESSION_COOKIE_NAME in cookies
        or CookieStorage.cookie_name in cookies
        or len(address) > _LONGEST_ADDRESS
    ):
        return None
    params = _params(request.path_info)
    if params is None or (request.META.get("QUERY_STRING") and not set(request.GET) <= params):
        return None
    try:
        request.get_host()
        token = stamp.read()
    except (DisallowedHost, DatabaseError):
        return None  # both are told further in, as for any other page
    parts = (
        __version__,
        settings.WAGTAILADMIN_BASE_URL,
        str(settings.GONGKAI_DEMO),
        token,
        timezone.localdate().isoformat(),
        Preferences.of(request).text,
        address,
    )
    return "page:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def public_page(*params: str) -> Callable[[View], View]:
    """A decorator for views of public pages. ``params`` are the query parameters that the view reads.

    An address with other parameters is answered and not kept, or anybody could fill the cache.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in _METHODS:
                return HttpResponseNotAllowed(list(_METHODS))
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.streaming:
                return response
            # Browsers keep the page and ask each time whether it still holds: exact for them, too.
            response.headers["Cache-Control"] = "private, no-cache"
            response.headers["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
            patch_vary_headers(response, ("Cookie",))
            response.is_public_page = True
            return response

        answer.page_params = frozenset(params)
        return answer

    return decorate


class KeptPages:
    """Answers with the page that is kept, or keeps the one that was made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response."""
        key = _key(request)  # with the stamp, before anything else is read
        page: KeptPage | None = cache.get(key) if key else None
        if page is None:
            response = self.get_response(request)
            if not getattr(response, "is_public_page", False):
                return response
            if not key or response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                return get_conditional_response(request, etag=response.headers["ETag"], response=response)
            page = KeptPage.of(response)
            cache.set(key, page, _KEPT_SECONDS)
        return page.response(request)


class Compression(GZipMiddleware):
    """Django's, but for streams: a download keeps its length and its ranges."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response, compressed where that is worth it."""
        return response if response.streaming else super().process_response(request, response)
