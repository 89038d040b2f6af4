"""The search in many entries, on SQLite and PostgreSQL, beside LIKE and Wagtail's own search on the same rows."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.page import Part
from benchmarks.search_ask import PATIENCE
from benchmarks.timing import number, verdict

TARGET = 100.0
"""Milliseconds for the page of any ordinary question."""
_WHO = (("ours", "本程序"), ("wagtail", "Wagtail 的数据库检索"), ("like", "LIKE"))


def run(folder: Path, count: int, rounds: int) -> Part:
    """Fills both databases with so many entries and asks each question so many times."""
    databases = dict(_databases(folder, count, rounds))
    part = Part(
        "检索",
        ("检索", *(f"{name}，{who} ms" for name in databases for _, who in _WHO), f"目标 {TARGET:.0f} ms"),
        before=[
            (
                f"{count:,} 条虚构的信息（`benchmarks/search_sample.py`），每条约 420 个字，中位数。"
                "本程序的数字是一整页结果：排序、计数、可以缩小范围的类别机关年份、标记检索词的摘录；"
                "旁边两种只取前十条和总数，Wagtail 用同样切好的词。"
            )
        ],
    )
    if len(databases) == 1:
        part.after.append("没有找到 PostgreSQL 的程序，只在 SQLite 上测了。")
    for question in next(iter(databases.values())):
        told = [databases[name][question] for name in databases]
        cells = [_cell(each, who) for each in told for who, _ in _WHO]
        part.rows.append((question, *cells, verdict(max(each["ours"] for each in told), TARGET)))
    return part


def _cell(told: dict[str, float], who: str) -> str:
    if who not in told:
        return "—"
    return number(told[who]) if told[who] < PATIENCE * 1000 else f"超过 {PATIENCE} 秒"


def _databases(folder: Path, count: int, rounds: int) -> Iterator[tuple[str, dict[str, dict[str, float]]]]:
    from tests.web.servers import NotInstalled, postgresql

    yield "SQLite", _asked(folder / "search-sqlite", "", count, rounds)
    with contextlib.suppress(NotInstalled), postgresql() as url:
        yield "PostgreSQL", _asked(folder / "search-postgresql", url, count, rounds)


def _asked(home: Path, url: str, count: int, rounds: int) -> dict[str, dict[str, float]]:
    environ = os.environ | {"GONGKAI_HOME": str(home), "DATABASE_URL": url}
    module = [sys.executable, "-m"]
    subprocess.run([*module, "benchmarks.search_fill", str(count)], check=True, env=environ)
    done = subprocess.run(
        [*module, "benchmarks.search_ask", str(rounds)], check=True, env=environ, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout))
