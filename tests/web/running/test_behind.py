"""What is behind a running site: the queue in the database and in Redis, PostgreSQL, and what /health says of them."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.web.running.site import Site, eventually, manage, site

pytestmark = pytest.mark.slow

ENQUEUE = """
import json
from tests.web.running.queued import write_who
print(json.dumps(write_who.enqueue({path!r}, {seconds}).id))
"""
REMEMBER = """
import json
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
cache.set("here", 1)
session = SessionStore()
session["who"] = "测试"
session.save()
print(json.dumps(session.session_key))
"""


def done_by(running: Site, path: Path, env: dict[str, str]) -> int:
    manage(ENQUEUE.format(path=str(path), seconds=0), home=running.home, env=env)
    return int(eventually("the work is done", lambda: path.is_file() and path.read_text(encoding="ascii")))


def test_work_in_the_database_is_done_by_the_worker_and_finished_before_it_stops(home: Path, tmp_path: Path) -> None:
    with site(home) as running:
        running.ready()
        assert done_by(running, tmp_path / "one", {}) == running.child("queue").pid
        manage(ENQUEUE.format(path=str(tmp_path / "two"), seconds=3), home=home)
        eventually("it has begun", (tmp_path / "two.begun").is_file)
        assert running.stop(signal.SIGINT, group=True) == 0
        assert (tmp_path / "two").is_file()


def test_redis_takes_cache_sessions_and_queue(home: Path, tmp_path: Path, redis_url: str) -> None:
    env = {"REDIS_URL": redis_url}
    with site(home, env=env) as running, Redis.from_url(redis_url) as client:
        running.ready()
        key = manage(REMEMBER, home=home, env=env)
        stored = [name.decode() for name in client.keys("gongkai:*")]
        assert any(name.endswith(":here") for name in stored)
        assert any(key in name for name in stored)

        done_by(running, tmp_path / "one", env)
        assert client.smembers("rq:queues") == {b"rq:queue:default"}
        eventually("the worker is known", lambda: running.health()["behind"]["queue"]["status"] == "ok")
        assert {running.health()["behind"][name]["kind"] for name in ("cache", "queue")} == {"redis"}

        client.shutdown(nosave=True)
        # Without its cache the site still answers, and says what is wrong.
        # Every process of the site has its own last answer: what is compared comes from one of them.
        told = eventually("health says it", lambda: _when_down(running.health(), "cache"))
        assert told["status"] == "degraded"
        assert told["behind"]["database"]["status"] == "ok"


def test_on_postgresql(tmp_path: Path, empty_postgresql: Callable[[], str]) -> None:
    env = {"DATABASE_URL": empty_postgresql()}
    with site(tmp_path / "data", env=env) as running:
        running.ready()
        assert running.health()["behind"]["database"] == {"kind": "postgresql", "status": "ok"}
        assert not (tmp_path / "data" / "gongkai.sqlite3").exists()
        assert done_by(running, tmp_path / "one", env) == running.child("queue").pid


def test_without_its_database_the_site_is_down(tmp_path: Path, empty_postgresql: Callable[[], str]) -> None:
    import psycopg

    address = empty_postgresql()
    name = address.rpartition("/")[2]
    with site(tmp_path / "data", env={"DATABASE_URL": address}) as running:
        running.ready()
        with psycopg.connect(f"{address.rpartition('/')[0]}/postgres", autocommit=True) as server:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # type: ignore[arg-type]
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            told = eventually("health says it", lambda: _when(_raw(running), b"HTTP/1.1 503"), 15)
            assert b'"status": "down"' in told
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")  # type: ignore[arg-type]
        eventually("it is back", lambda: _raw(running).startswith(b"HTTP/1.1 200"), 15)


def _when_down(told: Any, name: str) -> Any:
    """The answer of /health, if it says that this is down."""
    return told if told["behind"][name]["status"] == "down" else None


def _when(answer: bytes, start: bytes) -> bytes:
    return answer if answer.startswith(start) else b""


def _raw(running: Site) -> bytes:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as plain:
        plain.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        told = b""
        while part := plain.recv(65536):
            told += part
        return told
