"""Measures all, prints the tables and writes docs/benchmarks.md: ``python -m benchmarks``.

With names of parts (``python -m benchmarks site``) it measures those, and the page keeps the others as they are.
``--quick`` takes a few small measurements to see that all parts work, and writes nothing.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks import corpus, law, memory, pdf, peers, reading, requests, search, site
from benchmarks.files import ROOT, real
from benchmarks.page import Part, whole, with_parts
from gongkai.corpus.version import program_version

_OWN = ("lxml", "selectolax", "pypdfium2", "rapidfuzz", "pyarrow", "chinesecalendar")


Measure = Callable[[Path, peers.Peers, bool], Part]
PARTS: dict[str, Measure] = {
    "reading": lambda folder, installed, quick: reading.run(folder, *((2, 3) if quick else (12, 25))),
    "pdf": lambda folder, installed, quick: pdf.run(folder, *((1, 3) if quick else (3, 25)), installed),
    "peers": lambda folder, installed, quick: peers.run(folder, *((1, 3) if quick else (5, 9)), installed),
    "memory": lambda folder, installed, quick: memory.run(folder, installed),
    "corpus": lambda folder, installed, quick: corpus.run(folder / "corpus", 80 if quick else 4000),
    "law": lambda folder, installed, quick: law.run(*((2_000, 3) if quick else (100_000, 9)), installed),
    "search": lambda folder, installed, quick: search.run(folder, *((2_000, 2) if quick else (100_000, 7))),
    "requests": lambda folder, installed, quick: requests.run(folder, *((8_000, 1) if quick else (100_000, 6))),
    "site": lambda folder, installed, quick: site.run(folder, 1 if quick else 15),
}


def main(arguments: list[str]) -> int:
    """Exit status 0, also where a target is missed: the page says which; 2 for a part that there is not."""
    quick = "--quick" in arguments
    names = [name for name in arguments if name != "--quick"]
    if unknown := sorted(set(names) - set(PARTS)):
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    installed = peers.Peers()
    parts = []
    with tempfile.TemporaryDirectory() as place:
        for name in names or PARTS:
            part = PARTS[name](Path(place), installed, quick)
            if names:
                part.before.insert(0, f"本节单独测得，程序 {program_version()}。")
            print("\n".join(part.lines()), flush=True)
            parts.append(part)
    if quick:
        return 0
    path = ROOT / "docs" / "benchmarks.md"
    page = with_parts(path.read_text(encoding="utf-8"), parts) if names else whole(_head(installed), parts)
    path.write_text(page, encoding="utf-8")
    return 0


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
