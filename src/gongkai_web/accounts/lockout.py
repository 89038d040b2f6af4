"""What somebody is told whose account is locked: the same whether the account is there or not."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from gongkai_web.accounts.logins import axes_username

__all__ = ["locked_out", "locked_until"]


def locked_until(username: str) -> Any:
    """When the lock of a name ends, or None where it is not locked."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gt=since)
    failures = sum(attempts.values_list("failures_since_start", flat=True))
    if failures < settings.AXES_FAILURE_LIMIT:
        return None
    # Attempts fall out one after another; it is over when those that are left are too few.
    for at, count in attempts.order_by("attempt_time").values_list("attempt_time", "failures_since_start"):
        failures -= count
        if failures < settings.AXES_FAILURE_LIMIT:
            return at + settings.AXES_COOLOFF_TIME
    return None


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page with status 429 that says until when."""
    until = locked_until(axes_username(request, credentials) or "")
    context = {
        "until": until,
        "limit": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME.seconds // 60,
    }
    response = render(request, "account/locked.html", context, status=429)
    if until is not None:
        response["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds()) + 1))
    add_never_cache_headers(response)
    return response
