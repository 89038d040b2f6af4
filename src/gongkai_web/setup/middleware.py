"""Until the site has been set up every page leads to the page that does it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from gongkai_web.setup.state import is_set_up

__all__ = ["FirstStart"]

_OPEN = ("/setup/", "/health")


class FirstStart:
    """Lets through the set-up itself, /health and static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, or the way to the set-up page."""
        if request.path_info.startswith((*_OPEN, settings.STATIC_URL)) or is_set_up():
            return self.get_response(request)
        response = redirect("/setup/")
        add_never_cache_headers(response)
        return response
