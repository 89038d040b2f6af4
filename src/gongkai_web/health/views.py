"""`/health`: whether the site works and what is behind it, for monitoring programs and for those who run the site."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongkai import __version__
from gongkai_web.accounts.rights import Right
from gongkai_web.health.board import board, overall
from gongkai_web.health.probes import Found, State

__all__ = ["health"]


def _shown(kind: str, found: Found, *, detailed: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": kind, "status": str(found.state)}
    return told | {"detail": found.detail} if detailed and found.detail else told


def _may_see_details(request: HttpRequest, state: State) -> bool:
    """Who runs the site sees versions and hosts; without a database nobody is known to."""
    return state is not State.DOWN and request.scope.may(Right.SEE_JOBS)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503. Kinds and states are public; versions and hosts are not."""
    found = board.read()
    state = overall(found)
    detailed = _may_see_details(request, state)
    told: dict[str, Any] = {"status": str(state)}
    if detailed:
        told["version"] = __version__
    told["behind"] = {name: _shown(*one, detailed=detailed) for name, one in found.items()}
    status = HTTPStatus.SERVICE_UNAVAILABLE if state is State.DOWN else HTTPStatus.OK
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
