"""The site under load: home and agency page, cached and uncached, beside a bare Wagtail site on the same server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from benchmarks.page import Part
from benchmarks.timing import number

CONNECTIONS = 8
_READY_SECONDS = 180
_UNCACHED = "gongkai_view=large"
"""A visitor with a preference gets a page made for him, which no cache holds."""
_PEER_SETTINGS = """
from peer.settings.base import *
SECRET_KEY = "x"
ALLOWED_HOSTS = ["*"]
DEBUG = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {"version": 1}
"""
_PEER_CACHED = """
from peer.settings.plain import *
MIDDLEWARE.insert(0, "django.middleware.cache.UpdateCacheMiddleware")
MIDDLEWARE.append("django.middleware.cache.FetchFromCacheMiddleware")
"""


def run(folder: Path, seconds: float) -> Part:
    """Measures each page for so many seconds."""
    part = Part(
        "网站",
        ("页面", "软件", "缓存", "每秒请求", "中位数 ms", "p99 ms", "页面 KB（压缩后）"),
        before=[
            (
                f"演示站点，SQLite，{os.cpu_count()}个处理器核，granian 两个进程；压测程序在同一台机器上，"
                f"{CONNECTIONS}个保持的连接。旁边是 `wagtail start` 得出的空站点的首页，同一个服务器、同样的进程数。"
            )
        ],
    )
    with _ours(folder) as address:
        for page, path in (("首页", "/"), ("机关页", "/agencies/350823-BGS/"), ("指南", "/agencies/350823-BGS/guide/")):
            for name, cookie in (("有", ""), ("无", _UNCACHED)):
                part.rows.append(_row(page, "本程序", name, address + path, seconds, cookie))
    for name, settings in (("有", "cached"), ("无", "plain")):
        with _wagtail(folder, settings) as address:
            part.rows.append(_row("首页", "空的 Wagtail 站点", name, address + "/", seconds))
    return part


def _row(page: str, software: str, cached: str, url: str, seconds: float, cookie: str = "") -> tuple[str, ...]:
    command = [sys.executable, "-m", "benchmarks.load", url, str(CONNECTIONS)]
    subprocess.run([*command, "1", cookie], check=True, capture_output=True)  # warm
    done = subprocess.run([*command, str(seconds), cookie], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    wrong = f"（{told['wrong']}次不是200）" if told["wrong"] else ""
    figures = (f"{told['rate']:,.0f}{wrong}", number(told["median"]), number(told["p99"]), number(told["size"] / 1024))
    return (page, software, cached, *figures)


@contextmanager
def _ours(folder: Path) -> Iterator[str]:
    port = _free_port()
    environ = os.environ | {"GONGKAI_HOME": str(folder / "site")}
    command = [sys.executable, "-m", "gongkai", "demo", "--port", str(port)]
    with _running(command, port, folder, environ, "/health") as address:
        yield address


@contextmanager
def _wagtail(folder: Path, settings: str) -> Iterator[str]:
    place = folder / "peer"
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": f"peer.settings.{settings}", "PYTHONPATH": str(place)}
    if not place.exists():
        place.mkdir()
        subprocess.run([sys.executable, "-m", "wagtail.bin.wagtail", "start", "peer", "."], cwd=place, check=True)
        (place / "peer/settings/plain.py").write_text(_PEER_SETTINGS, encoding="utf-8")
        (place / "peer/settings/cached.py").write_text(_PEER_CACHED, encoding="utf-8")
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=place, env=environ, check=True)
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    with _running([*command, "peer.wsgi:application"], port, place, environ, "/") as address:
        yield address


@contextmanager
def _running(command: list[str], port: int, folder: Path, environ: dict[str, str], probe: str) -> Iterator[str]:
    """A server as long as it is needed."""
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        until = monotonic() + _READY_SECONDS
        while not _answers(address + probe):
            if server.poll() is not None or monotonic() > until:
                raise RuntimeError(f"{' '.join(command)} does not answer")
            sleep(0.3)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
