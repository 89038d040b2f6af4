"""Measures all, prints the tables and writes docs/benchmarks.md: ``python -m benchmarks``.

``--quick`` takes a few small measurements to see that all parts work, and writes nothing.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks import corpus, law, memory, pdf, peers, reading, site
from benchmarks.files import ROOT, real
from benchmarks.page import Part
from gongkai.corpus.version import program_version

_OWN = ("lxml", "selectolax", "pypdfium2", "rapidfuzz", "pyarrow", "chinesecalendar")


def main(arguments: list[str]) -> int:
    """Exit status 0, also where a target is missed: the page says which."""
    quick = "--quick" in arguments
    installed = peers.Peers()
    parts = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in _measure(folder, installed, quick=quick):
            print("\n".join(part.lines()), flush=True)
            parts.append(part)
    if not quick:
        text = "\n".join(line for lines in (_head(installed), *(part.lines() for part in parts)) for line in lines)
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    return 0


def _measure(folder: Path, installed: peers.Peers, *, quick: bool) -> Iterator[Part]:
    repeats, count = (3, 2) if quick else (25, 12)
    yield reading.run(folder, count, repeats)
    yield pdf.run(folder, 1 if quick else 3, repeats, installed)
    yield peers.run(folder, 1 if quick else 5, 3 if quick else 9, installed)
    yield memory.run(folder, installed)
    yield corpus.run(folder / "corpus", 80 if quick else 4000)
    yield law.run(2_000 if quick else 100_000, 3 if quick else 9, installed)
    yield site.run(folder, 1 if quick else 15)


def _head(installed: peers.Peers) -> Iterator[str]:
    libraries = [*((name, version(name)) for name in _OWN), *sorted(installed.versions.items())]
    yield from ("<!-- 由 make bench 生成，不要手工修改 -->", "", "# 测速", "")
    yield (
        f"程序 {program_version()}，Python {platform.python_version()}，{platform.system()} {platform.machine()}，"
        f"{os.cpu_count()} 个处理器核。{'、'.join(f'{name} {number}' for name, number in libraries)}。"
    )
    yield ""
    yield (
        "样本是 `benchmarks/sample.py` 按固定的种子编写、由本程序的写出部分写成文件的年报"
        + ("；真实的是仓库旁 `../shared` 里公开发布的年报。" if any(map(real, ("txt", "html", "pdf"))) else "。")
        + "没有达到目标的也照实写明。"
    )
    yield ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
