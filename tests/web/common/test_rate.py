"""Limits on forms, and where a request comes from."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from gongkai_web.common.address import client_address, network_of
from gongkai_web.common.models import RateCount
from gongkai_web.common.rate import forget, give_back, hit, purge


@pytest.fixture
def redis(tmp_path: Path, settings: object) -> Iterator[None]:
    """A Redis of our own on a socket; skips where it is not installed, which is a failure in CI."""
    server = shutil.which("redis-server")
    if server is None:
        if os.environ.get("CI"):
            pytest.fail("no redis-server here")
        pytest.skip("no redis-server here: install the package redis-server")
    socket = tmp_path / "redis.sock"
    process = subprocess.Popen(
        [server, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    while not socket.exists():
        time.sleep(0.05)
    backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"unix://{socket}"}
    settings.CACHES = {"default": backend}  # type: ignore[attr-defined]
    yield
    caches["default"]._cache.get_client().connection_pool.disconnect()
    process.terminate()
    process.wait(10)


def _counts(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts = [hit("form", "198.51.100.7", limit=3, seconds=60) for _ in range(4)]
    assert [one.allowed for one in verdicts] == [True, True, True, False]
    assert len({one.retry_at for one in verdicts}) == 1, "tries do not move the end of the window"
    assert timedelta(seconds=50) < verdicts[0].retry_at - timezone.now() <= timedelta(seconds=60)
    assert hit("form", "198.51.100.8", limit=3, seconds=60).allowed
    assert hit("other", "198.51.100.7", limit=3, seconds=60).allowed
    give_back("form", "198.51.100.7")
    assert hit("form", "198.51.100.7", limit=3, seconds=60).count == 4
    give_back("untried", "198.51.100.7")
    assert hit("untried", "198.51.100.7", limit=3, seconds=60).count == 1
    forget("untried", "198.51.100.7")
    forget("form", "198.51.100.7")
    assert hit("form", "198.51.100.7", limit=3, seconds=60).count == 1


def test_in_the_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _counts(monkeypatch)
    assert "198.51" not in str(list(RateCount.objects.values()))
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr("gongkai_web.common.rate.timezone.now", lambda: later)
    assert hit("form", "198.51.100.8", limit=3, seconds=60).count == 1
    assert purge() == 2
    assert RateCount.objects.count() == 1


def test_in_redis(db: None, redis: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _counts(monkeypatch)
    assert not RateCount.objects.exists()
    assert hit("short", "a", limit=1, seconds=1).allowed
    assert not hit("short", "a", limit=1, seconds=1).allowed
    time.sleep(1.1)
    assert hit("short", "a", limit=1, seconds=1).allowed


@pytest.mark.django_db(transaction=True)
def test_none_is_lost_when_many_come_at_once() -> None:
    seen: list[int] = []

    def post() -> None:
        seen.extend(hit("form", "198.51.100.7", limit=1000, seconds=600).count for _ in range(25))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 201))


@pytest.mark.parametrize(
    ("behind", "direct", "forwarded", "found"),
    [
        (False, "198.51.100.7", "203.0.113.1", "198.51.100.7"),
        (True, "127.0.0.1", "203.0.113.1", "203.0.113.1"),
        (True, "127.0.0.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (True, "127.0.0.1", "203.0.113.1:4711", "203.0.113.1"),
        (True, "127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        (True, "127.0.0.1", "::ffff:203.0.113.1", "203.0.113.1"),
        (True, "127.0.0.1", "<script>", "127.0.0.1"),
        (True, "127.0.0.1", "", "127.0.0.1"),
        (True, "", "", ""),
    ],
)
def test_where_a_request_comes_from(
    rf: RequestFactory, settings: object, behind: bool, direct: str, forwarded: str, found: str
) -> None:
    settings.GONGKAI_BEHIND_PROXY = behind  # type: ignore[attr-defined]
    assert client_address(rf.get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=forwarded)) == found


def test_a_line_is_one_visitor() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("198.51.100.7") == "198.51.100.7"
