"""Requests in bulk: lists, cases, progress and searches under load on both databases; 200 people applying at once."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.files import ROOT
from benchmarks.page import Part
from benchmarks.site import Server, free_port, running
from benchmarks.timing import number
from benchmarks.usage import cpu_seconds

ONE, MANY = 15.0, 150.0
"""Targets: milliseconds with one client; requests a second with eight."""
CONNECTIONS = 8
APPLICANTS = 200
_AT_MOST = 120.0
_AGENCY = "350823-GXJ"
_PEER = "benchmarks.requests_peer.wsgi:application"
_ADMIN = "/admin/requests_peer/request/"
_WORDS = "%E9%B9%A4%E6%BA%AA%20%E9%A2%84%E7%AE%97"
"""鹤溪 预算."""


def run(folder: Path, count: int, seconds: float) -> Part:
    """Fills both databases with so many requests and measures each page for so many seconds."""
    part = Part(
        "依申请公开",
        (
            "数据库", "页面", "软件", "1个连接：中位数 ms", "p99 ms", "8个连接：每秒请求", "p99 ms",
            "每次请求的 CPU ms", "目标",
        ),
        before=[
            (
                f"{count:,}件虚构的申请、约{count * 4:,}个办理步骤、40个机关（`benchmarks/requests_fill.py`），"
                f"`gongkai demo` 的默认设置（两个网站进程），{os.cpu_count()}个处理器核，压测程序在同一台机器上，"
                f"每行{seconds:g}秒。工作人员的页面是登录以后的，每页都核对会话、角色和期限；"
                "旁边是同样的行、同一个服务器上的 Django admin，不核对登录，个人信息不解密。"
            ),
            (
                f"目标：1个连接时中位数不超过{ONE:g} ms，8个连接时每秒不少于{MANY:g}次（两个核）。"
                f"CPU 是服务器全部进程的用户态与内核态时间，机器上有别的工作时也可比。"
                f"测前一分钟的平均负荷 {os.getloadavg()[0]:.2f}。"
            ),
        ],
    )  # fmt: skip
    for name, url in _databases():
        home = folder / f"requests-{name.lower()}"
        environ = os.environ | {
            "GONGKAI_HOME": str(home), "DATABASE_URL": url, "GONGKAI_SECOND_FACTOR": "administrators",
            "GONGKAI_BEHIND_PROXY": "1",
        }  # fmt: skip
        subprocess.run([sys.executable, "-m", "benchmarks.requests_fill", str(count)], check=True, env=environ)
        measure(part, name, folder, environ, seconds)
    return part


def measure(part: Part, name: str, folder: Path, environ: dict[str, str], seconds: float) -> None:
    """Measures a filled site."""
    ask = [sys.executable, "-m", "benchmarks.requests_ask"]
    done = subprocess.run(ask, check=True, env=environ, stdout=subprocess.PIPE, text=True)
    doors = json.loads(done.stdout)
    peer = doors.pop("peer")["path"]
    port = free_port()
    ours = [sys.executable, "-m", "gongkai", "demo", "--port", str(port)]
    with running(ours, port, folder, environ, "/health") as server:
        _wait_until_idle(server)
        for page, door in doors.items():
            part.rows.append(_row(name, page, "本程序", server, door["path"], door["cookie"], seconds))
        part.after.append(f"{name}：{_apply_at_once(server, port, environ)}")
    port = free_port()
    bare = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port), _PEER]
    with running(bare, port, ROOT, environ, _ADMIN) as server:
        for page, path in (("列表", ""), ("案件", f"{peer}/change/"), ("按内容查找", f"?q={_WORDS}")):
            part.rows.append(_row(name, page, "Django admin", server, _ADMIN + path, "", seconds))


def _wait_until_idle(server: Server) -> None:
    """Until the jobs of the day are done, which the clock begins as soon as a site starts: five still seconds."""
    until, last, still = perf_counter() + _AT_MOST, -1.0, 0
    while still < 5 and perf_counter() < until:
        sleep(1)
        now = cpu_seconds(server.process)
        last, still = now, still + 1 if now - last < 0.1 else 0


def _databases() -> Iterator[tuple[str, str]]:
    from tests.web.servers import NotInstalled, postgresql

    yield "SQLite", ""
    with contextlib.suppress(NotInstalled), postgresql() as url:
        yield "PostgreSQL", url


def _row(
    database: str, page: str, software: str, server: Server, path: str, cookie: str, seconds: float
) -> tuple[str, ...]:
    _load(server.address + path, 2, 1, cookie)  # warm
    one = _load(server.address + path, 1, seconds, cookie)
    before = cpu_seconds(server.process)
    many = _load(server.address + path, CONNECTIONS, seconds, cookie)
    spent = cpu_seconds(server.process) - before
    wrong = one["wrong"] + many["wrong"]
    met = one["median"] <= ONE and many["rate"] >= MANY
    told = "—" if software != "本程序" else "达标" if met else "**未达标**"
    return (
        database, page, software, number(one["median"]), number(one["p99"]),
        f"{many['rate']:,.0f}{f'（{wrong:.0f}次不是200）' if wrong else ''}", number(many["p99"]),
        number(spent / many["requests"] * 1000), told,
    )  # fmt: skip


def _load(url: str, connections: int, seconds: float, cookie: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.load", url, str(connections), str(seconds)]
    if cookie:
        command.append(f"Cookie: {cookie}")
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _apply_at_once(server: Server, port: int, environ: dict[str, str]) -> str:
    from tests.web.info_requests.applying import DRAFTS, at_once

    code = "import django; django.setup()\n" + DRAFTS.format(code=_AGENCY, count=APPLICANTS)
    told = subprocess.run(
        [sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True,
        env=environ | {"DJANGO_SETTINGS_MODULE": "gongkai_web.settings"},
    )  # fmt: skip
    before, begun = cpu_seconds(server.process), perf_counter()
    answers = at_once(port, json.loads(told.stdout.strip().rpartition("\n")[2]))
    took, spent = perf_counter() - begun, cpu_seconds(server.process) - before
    times = sorted(answer.seconds * 1000 for answer in answers)
    good = sum(answer.acknowledged for answer in answers)
    return (
        f"{APPLICANTS}人同时提交申请，{good}人得到回执，共{number(took)}秒，"
        f"每人等待的中位数{number(times[len(times) // 2])} ms，"
        f"p99 {number(times[len(times) * 99 // 100])} ms，每件 CPU {number(spent / APPLICANTS * 1000)} ms。"
    )
