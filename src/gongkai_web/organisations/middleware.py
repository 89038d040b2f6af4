"""Puts ``request.scope`` (who sees whose rows) and ``request.actor`` (who acts, for the log) on every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from gongkai_web.common.actor import Actor
from gongkai_web.common.address import client_address
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import scope_of

__all__ = ["ScopeMiddleware", "actor_of"]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in a request: the account, the agency it works for (the only one, or "" where there are several)."""
    address = client_address(request)
    user = request.user
    if not user.is_authenticated:
        return Actor.anonymous(address)
    own = request.scope.own
    code = Agency.objects.filter(pk__in=own).values_list("code", flat=True).first() if len(own) == 1 else ""
    return Actor(user.get_username(), user.name_in_log, code or "", address)


class ScopeMiddleware:
    """Lazy: a page that asks for neither costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, made with both on the request."""
        request.scope = SimpleLazyObject(lambda: scope_of(request.user))
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return self.get_response(request)
