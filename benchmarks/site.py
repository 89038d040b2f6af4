"""The site under load: pages kept and made anew, a static file, beside a bare Wagtail site on the same server."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from benchmarks.page import Part
from benchmarks.timing import number
from benchmarks.usage import cpu_seconds

CONNECTIONS = 8
_READY_SECONDS = 180
_ANEW = "?anew=1"
"""The site keeps a page under the parameters that the page reads; with another it is made anew for each visitor."""
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


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: its address and its process."""

    address: str
    process: int


def run(folder: Path, seconds: float) -> Part:
    """Measures each page for so many seconds."""
    part = Part(
        "网站",
        ("页面", "软件", "留存", "每秒请求", "中位数 ms", "p99 ms", "每次请求的 CPU ms", "传输 KB"),
        before=[
            (
                f"演示站点，SQLite，{os.cpu_count()}个处理器核，`gongkai demo` 的默认设置（两个网站进程）；压测程序在"
                f"同一台机器上，{CONNECTIONS}个保持的连接，每行{seconds:g}秒。旁边是 `wagtail start` 得出的空站点的"
                "首页，同一个服务器、同样的进程数，缓存用 Django 自带的中间件。"
            ),
            (
                "“有”是做好后留存的页面，每次仍向数据库核对数据戳；“无”是同一页带一个页面不读的参数，按规定照答而不留存，"
                "每次重做。CPU 是服务器全部进程的用户态与内核态时间，机器上有别的工作时也可比。"
                f"测前一分钟的平均负荷 {os.getloadavg()[0]:.2f}{_priority()}。"
            ),
        ],
    )
    with _ours(folder) as server:
        for page, path in (("首页", "/"), ("机关页", "/agencies/350823-BGS/"), ("指南", "/agencies/350823-BGS/guide/")):
            for name, query in (("有", ""), ("无", _ANEW)):
                part.rows.append(_row(page, "本程序", name, server, path + query, seconds))
        part.rows.append(_row("样式表", "本程序", "–", server, _style_sheet(server), seconds))
    for name, settings in (("有", "cached"), ("无", "plain")):
        with _wagtail(folder, settings) as server:
            part.rows.append(_row("首页", "空的 Wagtail 站点", name, server, "/", seconds))
    return part


def _priority() -> str:
    """Said where the run was started with ``nice``."""
    return f"，服务器和压测程序的优先级 {os.nice(0):+d}（nice）" if os.nice(0) else ""


def _row(page: str, software: str, kept: str, server: Server, path: str, seconds: float) -> tuple[str, ...]:
    command = [sys.executable, "-m", "benchmarks.load", server.address + path, str(CONNECTIONS)]
    subprocess.run([*command, "1"], check=True, capture_output=True)  # warm
    before = cpu_seconds(server.process)
    done = subprocess.run([*command, str(seconds)], check=True, capture_output=True, text=True)
    spent = cpu_seconds(server.process) - before
    told = json.loads(done.stdout)
    wrong = f"（{told['wrong']}次不是200）" if told["wrong"] else ""
    times = (number(told["median"]), number(told["p99"]), number(spent / told["requests"] * 1000))
    return (page, software, kept, f"{told['rate']:,.0f}{wrong}", *times, number(told["size"] / 1024))


def _style_sheet(server: Server) -> str:
    """The address of a style sheet, with its fingerprint, from the home page."""
    with urllib.request.urlopen(server.address + "/", timeout=5) as answer:
        found = re.search(r'href="(/static/[^"]+\.css)"', answer.read().decode())
    assert found is not None
    return found[1]


@contextmanager
def _ours(folder: Path) -> Iterator[Server]:
    port = free_port()
    environ = os.environ | {"GONGKAI_HOME": str(folder / "site")}
    command = [sys.executable, "-m", "gongkai", "demo", "--port", str(port)]
    with running(command, port, folder, environ, "/health") as server:
        yield server


@contextmanager
def _wagtail(folder: Path, settings: str) -> Iterator[Server]:
    place = folder / "peer"
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": f"peer.settings.{settings}", "PYTHONPATH": str(place)}
    if not place.exists():
        place.mkdir()
        subprocess.run([sys.executable, "-m", "wagtail.bin.wagtail", "start", "peer", "."], cwd=place, check=True)
        (place / "peer/settings/plain.py").write_text(_PEER_SETTINGS, encoding="utf-8")
        (place / "peer/settings/cached.py").write_text(_PEER_CACHED, encoding="utf-8")
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=place, env=environ, check=True)
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    with running([*command, "peer.wsgi:application"], port, place, environ, "/") as server:
        yield server


@contextmanager
def running(command: list[str], port: int, folder: Path, environ: dict[str, str], probe: str) -> Iterator[Server]:
    """A server as long as it is needed."""
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        until = monotonic() + _READY_SECONDS
        while not _answers(address + probe):
            if server.poll() is not None or monotonic() > until:
                raise RuntimeError(f"{' '.join(command)} does not answer")
            sleep(0.3)
        yield Server(address, server.pid)
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
