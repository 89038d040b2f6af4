"""Limits on forms: so many posts from one address in so much time, counted where all processes see it.

In the database with one statement that adds and tells at once (both databases know it), or in Redis where there is one.
Windows are aligned to the clock, so that a row says everything by its key, its window and its count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from gongkai_web.common.address import client_address, network_of
from gongkai_web.common.models import RateCount

__all__ = ["Verdict", "hit", "limited", "purge", "refuse", "retreat"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The count in this window, whether it is within the limit, and when the next window begins."""

    count: int
    allowed: bool
    retry_at: datetime


def _window(seconds: int) -> int:
    return int(timezone.now().timestamp()) // seconds


def _count_in_redis(key: str, window: int, seconds: int) -> int:
    name = f"rate:{key}:{window}"
    cache.add(name, 0, timeout=seconds + 60)
    return int(cache.incr(name))


def _count_in_database(key: str, window: int, ends_at: datetime) -> int:
    table = connection.ops.quote_name(RateCount._meta.db_table)
    said = connection.ops.adapt_datetimefield_value(ends_at)
    with connection.cursor() as cursor:
        cursor.execute(
            # The name of the table is the model's; every value is a parameter.
            f"INSERT INTO {table} (key, window_number, count, ends_at) VALUES (%s, %s, 1, %s) "
            "ON CONFLICT (key) DO UPDATE SET "
            f"count = CASE WHEN {table}.window_number = excluded.window_number THEN {table}.count + 1 ELSE 1 END, "
            "window_number = excluded.window_number, ends_at = excluded.ends_at RETURNING count",
            [key, window, said],
        )
        (row,) = cursor.fetchall()
    return int(row[0])


def hit(form: str, who: str, *, limit: int, seconds: int) -> Verdict:
    """Counts one try of somebody at a form and tells whether it is within ``limit`` tries in ``seconds``."""
    window = _window(seconds)
    ends_at = datetime.fromtimestamp((window + 1) * seconds, tz=UTC)
    key = f"{form}:{seconds}:{network_of(who)}"[:200]
    redis = "redis" in settings.CACHES["default"]["BACKEND"]
    count = _count_in_redis(key, window, seconds) if redis else _count_in_database(key, window, ends_at)
    return Verdict(count, count <= limit, ends_at)


def retreat(form: str, who: str, *, seconds: int) -> None:
    """Forgets what was counted in this window, after a try that proved to be the right person's."""
    key = f"{form}:{seconds}:{network_of(who)}"[:200]
    cache.delete(f"rate:{key}:{_window(seconds)}")
    RateCount.objects.filter(key=key).delete()


def refuse(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The page with status 429 that says when to try again."""
    wait = max(1, int((verdict.retry_at - timezone.now()).total_seconds()) + 1)
    context = {"retry_at": verdict.retry_at, "minutes": -(-wait // 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    add_never_cache_headers(response)
    return response


def limited(
    form: str, *, limit: int, seconds: int, methods: tuple[str, ...] = ("POST",)
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A decorator for the view of a public form: at most ``limit`` posts from one address in ``seconds``.

    Forms that share a name share the count.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                verdict = hit(form, client_address(request), limit=limit, seconds=seconds)
                if not verdict.allowed:
                    return refuse(request, verdict)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def purge(*, older_than: timedelta = timedelta(hours=1)) -> int:
    """Deletes counts whose window is long over; the number of rows. For the hourly job."""
    deleted, _ = RateCount.objects.filter(ends_at__lt=timezone.now() - older_than).delete()
    return deleted
