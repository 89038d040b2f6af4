"""Public pages: kept ready-made, exact, compressed, and not sent again to who has them.

A page is kept for visitors without a session under the stamp of the public data (common/stamp.py), the day, the address
and the visitor's preferences; it can therefore be neither stale nor somebody else's. The key holds the day because some
things appear by the calendar alone.

About BREACH: compression tells secrets where a page holds a secret beside something that an attacker chose. A page that
is kept holds no secret: it knows no person and no CSRF token (the buttons of the head prove their origin otherwise,
see views/preferences.py), so it may be compressed as far as it goes. A page that made a token, or was made for a
session, is not kept; it is compressed by Django's GZipMiddleware, with masked tokens and a random length.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import brotli
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from gongkai import __version__
from gongkai_web.common import stamp
from gongkai_web.portal.preferences import Preferences

__all__ = ["Compression", "public_page"]

View = Callable[..., HttpResponse]

_KEPT_SECONDS = 24 * 3600
_LONGEST_ADDRESS = 400
_BROTLI_QUALITY = 5
_ACCEPTS = {name: re.compile(rf"\b{name}\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))") for name in ("br", "gzip")}


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it is kept: compressed only; the few who take neither get it unpacked."""

    kind: str
    etag: str
    gzip: bytes
    br: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> _Page:
        body = response.content
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        return cls(
            response.headers["Content-Type"],
            etag,
            gzip.compress(body, mtime=0),
            brotli.compress(body, quality=_BROTLI_QUALITY),
        )

    def response(self, request: HttpRequest) -> HttpResponse:
        accepted = request.headers.get("Accept-Encoding", "")
        coding = next((name for name, found in _ACCEPTS.items() if found.search(accepted)), "")
        body = {"br": self.br, "gzip": self.gzip}.get(coding) or gzip.decompress(self.gzip)
        response = HttpResponse(body, content_type=self.kind)
        response.headers["ETag"] = self.etag
        response.headers["Content-Length"] = str(len(body))
        if coding:
            response.headers["Content-Encoding"] = coding
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        return response


def _key(request: HttpRequest, params: tuple[str, ...]) -> str | None:
    """Under what the page is kept; None for a visitor whose page is made anew."""
    personal = settings.SESSION_COOKIE_NAME in request.COOKIES or CookieStorage.cookie_name in request.COOKIES
    address = request.get_full_path()
    if personal or settings.DEBUG or len(address) > _LONGEST_ADDRESS or not set(request.GET) <= set(params):
        return None
    parts = (
        __version__,
        settings.WAGTAILADMIN_BASE_URL,
        str(settings.GONGKAI_DEMO),
        stamp.read(),
        timezone.localdate().isoformat(),
        Preferences.of(request).text,
        address,
    )
    return "page:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _weak_etag(response: HttpResponse) -> None:
    response.headers["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'


def public_page(*params: str) -> Callable[[View], View]:
    """A decorator for views of public pages. ``params`` are the query parameters that the view reads.

    An address with other parameters is answered and not kept, or anybody could fill the cache.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            key = _key(request, params)  # with the stamp, before anything else is read
            page: _Page | None = cache.get(key) if key else None
            if page is not None:
                response = page.response(request)
            else:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.streaming:
                    return response
                if key and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                    page = _Page.of(response)
                    cache.set(key, page, _KEPT_SECONDS)
                    response = page.response(request)
                else:
                    _weak_etag(response)
                    patch_vary_headers(response, ("Cookie",))
            # Browsers keep the page and ask each time whether it still holds: exact for them, too.
            response.headers["Cache-Control"] = "private, no-cache"
            return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response

        return answer

    return decorate


class Compression(GZipMiddleware):
    """Django's, but for streams: a download keeps its length and its ranges."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response, compressed where that is worth it."""
        return response if response.streaming else super().process_response(request, response)
