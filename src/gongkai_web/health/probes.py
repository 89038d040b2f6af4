"""What is behind the site, each asked in its own way: whether it works, and what only those who run it may know.

A probe raises whatever it meets; board.py turns that into a state. None waits longer than ``PATIENCE`` for an answer.
"""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone

from gongkai_web.jobs.models import State as RunState
from gongkai_web.jobs.queries import is_alive, standing

__all__ = ["PATIENCE", "PROBES", "Found", "Probe", "State"]

PATIENCE = 2.0
"""Seconds that a probe waits for what it asks."""
_STUCK = timedelta(minutes=10)
_LEAST_FREE = 500 * 1024 * 1024


class State(StrEnum):
    """How something behind the site is."""

    OK = "ok"
    DEGRADED = "degraded"  # it answers, but not as it should
    DOWN = "down"  # it does not answer
    OFF = "off"  # it is not set up; the site says so where it matters
    UNKNOWN = "unknown"  # it has not answered yet


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe found; ``detail`` is for those who run the site."""

    state: State = State.OK
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to something behind the site; what it says holds for ``fresh`` seconds.

    ``kind`` tells without asking which it is; "none" is not set up and not asked.
    """

    name: str
    kind: Callable[[], str]
    ask: Callable[[], Found]
    fresh: float = 5.0


def database() -> Found:
    """One row from the database, and its version."""
    query = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
    with connection.cursor() as cursor:
        cursor.execute(query)
        version = cursor.fetchone()[0]
    told = connection.settings_dict
    return Found(detail={"version": version, "host": told.get("HOST", ""), "name": str(told["NAME"])})


def search() -> Found:
    """The search engine; in the database it answers when that does."""
    if not settings.GONGKAI_SEARCH_URL:
        return Found()
    from gongkai_web.search.engines.opensearch import OpenSearchEngine

    version = OpenSearchEngine(settings.GONGKAI_SEARCH_URL).version(PATIENCE)
    return Found(detail={"host": urlsplit(settings.GONGKAI_SEARCH_URL).hostname, "version": version})


def cache() -> Found:
    """The cache: Redis, or each process's own memory."""
    told = settings.CACHES["default"]
    if not told["BACKEND"].endswith("RedisCache"):
        return Found()
    from redis import Redis

    with Redis.from_url(told["LOCATION"], socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
        about = client.info("server")
    return Found(detail={"host": urlsplit(told["LOCATION"]).hostname, "version": about["redis_version"]})


def queue() -> Found:
    """The queue of work: degraded where work has waited for ten minutes, or where nobody takes it."""
    if settings.TASKS["default"]["BACKEND"].startswith("django_tasks_rq"):
        return _redis_queue()
    from django_tasks_db.models import DBTaskResult

    now = timezone.now()
    ready = DBTaskResult.objects.ready()
    stuck = ready.filter(enqueued_at__lt=now - _STUCK).exclude(run_after__gt=now - _STUCK)
    return Found(State.DEGRADED if stuck.exists() else State.OK, {"waiting": ready.count(), "stuck": stuck.count()})


def _redis_queue() -> Found:
    from redis import Redis
    from rq import Queue, Worker

    url = settings.RQ_QUEUES["default"]["URL"]
    with Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
        found = Queue("default", connection=client)
        workers, waiting = Worker.count(queue=found), found.count
    return Found(State.OK if workers else State.DEGRADED, {"waiting": waiting, "workers": workers})


def files() -> Found:
    """The place for files: the bucket answers, or the folder can be written and its disk is not nearly full."""
    from django.core.files.storage import default_storage

    if bucket := getattr(default_storage, "bucket_name", ""):
        default_storage.connection.meta.client.head_bucket(Bucket=bucket)
        return Found(detail={"bucket": bucket, "host": urlsplit(default_storage.endpoint_url or "").hostname})
    free = shutil.disk_usage(settings.GONGKAI_HOME).free
    return Found(State.OK if free >= _LEAST_FREE else State.DEGRADED, {"free_mb": free // 1024**2})


def mail() -> Found:
    """The mail server greets."""
    where = (settings.EMAIL_HOST, settings.EMAIL_PORT)
    with socket.create_connection(where, timeout=PATIENCE) as plain:
        plain.settimeout(PATIENCE)
        line = _first_line(plain, where[0] if settings.EMAIL_USE_SSL else "")
    state = State.OK if line.startswith(b"220") else State.DEGRADED
    return Found(state, {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT})


def _first_line(plain: socket.socket, name: str) -> bytes:
    if not name:
        return plain.recv(256)
    with ssl.create_default_context().wrap_socket(plain, server_hostname=name) as secured:
        return secured.recv(256)


def sms() -> Found:
    """The gateway takes connections; a message to see whether it works would cost money."""
    parts = urlsplit(settings.GONGKAI_SMS_URL)
    with socket.create_connection((parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)), PATIENCE):
        return Found(detail={"host": parts.hostname})


def virus_scan() -> Found:
    """ClamAV answers a ping."""
    import clamd

    parts = urlsplit(settings.GONGKAI_CLAMD_URL)
    if parts.scheme == "unix":
        client = clamd.ClamdUnixSocket(parts.path, timeout=PATIENCE)
    else:
        client = clamd.ClamdNetworkSocket(parts.hostname, parts.port or 3310, timeout=PATIENCE)
    client.ping()
    return Found(detail={"host": parts.hostname or parts.path, "version": client.version()})


def jobs() -> Found:
    """The work by the clock: a scheduler lives, no job was missed, and none failed the last time."""
    now = timezone.now()
    rows = standing(now)
    wrong = [row.job.name for row in rows if row.missed or (row.last and row.last.state == RunState.FAILED)]
    last = max((row.last.due for row in rows if row.last), default=None)
    alive = is_alive(now)
    detail = {"alive": alive, "last_run": last.isoformat() if last else None, "wrong": wrong}
    return Found(State.OK if alive and not wrong else State.DEGRADED, detail)


def _search_kind() -> str:
    return "opensearch" if settings.GONGKAI_SEARCH_URL else "database"


def _cache_kind() -> str:
    return "redis" if settings.CACHES["default"]["BACKEND"].endswith("RedisCache") else "memory"


def _queue_kind() -> str:
    return "redis" if settings.TASKS["default"]["BACKEND"].startswith("django_tasks_rq") else "database"


def _files_kind() -> str:
    return "s3" if settings.STORAGES["default"]["BACKEND"].endswith("S3Storage") else "folder"


def _mail_kind() -> str:
    return "smtp" if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") else "none"


PROBES = (
    Probe("database", lambda: connection.vendor, database, fresh=2.0),
    Probe("search", _search_kind, search),
    Probe("cache", _cache_kind, cache),
    Probe("queue", _queue_kind, queue),
    Probe("files", _files_kind, files),
    Probe("jobs", lambda: "clock", jobs),
    # Others run these servers: asked once a minute.
    Probe("mail", _mail_kind, mail, fresh=60.0),
    Probe("sms", lambda: "http" if settings.GONGKAI_SMS_URL else "none", sms, fresh=60.0),
    Probe("virus_scan", lambda: "clamav" if settings.GONGKAI_CLAMD_URL else "none", virus_scan, fresh=30.0),
)
