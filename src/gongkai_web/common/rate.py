"""Limits on forms: so many posts from one address in so much time, counted where all processes see it.

In the database with one statement that adds and tells at once (both databases know it), or in Redis where there is one.
A window begins with the first try and is over after its seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from gongkai_web.common.address import client_address, network_of
from gongkai_web.common.models import RateCount

__all__ = ["Verdict", "forget", "give_back", "hit", "limited", "purge", "refuse"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The count in this window, whether it is within the limit, and when the window ends."""

    count: int
    allowed: bool
    retry_at: datetime


def _in_redis(key: str, now: int, seconds: int) -> tuple[int, int]:
    name = f"rate:{key}"
    while True:
        cache.add(name, 0, timeout=seconds)
        ends = cache.get_or_set(f"{name}:ends", now + seconds * 1000, timeout=seconds)
        try:
            return int(cache.incr(name)), int(ends)
        except ValueError:  # the window ended between the two
            cache.delete(f"{name}:ends")


def _in_database(key: str, now: int, seconds: int) -> tuple[int, int]:
    table = connection.ops.quote_name(RateCount._meta.db_table)
    # The name of the table is the model's; every value is a parameter.
    statement = (
        f"INSERT INTO {table} (key, count, ends) VALUES (%s, 1, %s) ON CONFLICT (key) DO UPDATE SET "
        f"count = CASE WHEN {table}.ends <= %s THEN 1 ELSE {table}.count + 1 END, "
        f"ends = CASE WHEN {table}.ends <= %s THEN excluded.ends ELSE {table}.ends END RETURNING count, ends"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, now + seconds * 1000, now, now])
        ((count, ends),) = cursor.fetchall()
    return int(count), int(ends)


def _key(form: str, who: str) -> str:
    """Short, and without the visitor's address: what is counted need not be known."""
    return f"{form[:60]}:{hashlib.sha256(network_of(who).encode()).hexdigest()[:40]}"


def _now() -> int:
    return int(timezone.now().timestamp() * 1000)


def hit(form: str, who: str, *, limit: int, seconds: int) -> Verdict:
    """Counts one try of somebody at a form and tells whether it is within ``limit`` tries in ``seconds``."""
    redis = "redis" in settings.CACHES["default"]["BACKEND"]
    count, ends = (_in_redis if redis else _in_database)(_key(form, who), _now(), seconds)
    return Verdict(count, count <= limit, datetime.fromtimestamp(ends / 1000, tz=UTC))


def forget(form: str, who: str) -> None:
    """Forgets what was counted, after a try that proved to be the right person's."""
    key = _key(form, who)
    cache.delete_many([f"rate:{key}", f"rate:{key}:ends"])
    RateCount.objects.filter(key=key).delete()


def give_back(form: str, who: str) -> None:
    """Takes one try off the count, after one that was right: so that only the wrong ones slow somebody down.

    One and not all, or whoever knows one right answer could go on guessing for others.
    """
    key = _key(form, who)
    if "redis" in settings.CACHES["default"]["BACKEND"]:
        with suppress(ValueError):  # the window has ended
            cache.decr(f"rate:{key}")
    else:
        RateCount.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


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


def purge() -> int:
    """Deletes counts whose window is over; the number of rows. For the hourly job."""
    deleted, _ = RateCount.objects.filter(ends__lt=_now()).delete()
    return deleted
