"""How to read: 长辈版 and 高对比度, chosen by a plain form and remembered by a cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from gongkai_web.portal.preferences import Preferences
from gongkai_web.portal.tags import Tags

__all__ = ["preferences"]

_WORDS = {"1": True, "0": False}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST keeps the choice and goes back to the page it came from.

    The buttons in the head of every page carry no CSRF token, so that pages can be kept for everybody. Their origin is
    proved by what browsers say of it and pages cannot forge; whoever says nothing is asked by the form, with a token.
    """
    now = Preferences.of(request)
    if request.method != "POST":
        return _ask(request, now, request.GET.get("next", "/"))
    chosen = Preferences(
        _WORDS.get(request.POST.get("large", ""), now.large),
        _WORDS.get(request.POST.get("contrast", ""), now.contrast),
    )
    following = request.POST.get("next", "/")
    if _own_page(request):
        return _kept(request, chosen, following)
    if "csrfmiddlewaretoken" in request.POST:
        return _with_token(request, chosen, following)
    return _ask(request, chosen, following)


def _own_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site (Fetch Metadata, or else Origin)."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def _local(request: HttpRequest, address: str) -> str:
    """The path of an address on this site, "/" for any other. The host is cut off, whoever it was."""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(address)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    return f"{path}?{parts.query}" if parts.query else path


def _kept(request: HttpRequest, chosen: Preferences, following: str) -> HttpResponse:
    response = HttpResponseRedirect(_local(request, following))
    chosen.keep(response)
    return response


@csrf_protect
def _with_token(request: HttpRequest, chosen: Preferences, following: str) -> HttpResponse:
    return _kept(request, chosen, following)


def _ask(request: HttpRequest, chosen: Preferences, following: str) -> HttpResponse:
    return render(
        request,
        "portal/preferences.html",
        {
            "tags": Tags("/preferences/", "阅读方式"),
            "trail": [("阅读方式", "")],
            "chosen": chosen,
            "next": _local(request, following),
        },
    )
