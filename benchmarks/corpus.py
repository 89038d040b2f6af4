"""Reports a second of ``report corpus`` on two processes."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from benchmarks import sample
from benchmarks.files import ROOT
from benchmarks.page import Part
from benchmarks.peer import peak
from benchmarks.timing import number

WORKERS = 2
_MIX = ("txt",) * 8 + ("html",) * 7 + ("docx",) * 4 + ("pdf",)
"""Of twenty files."""


def run(folder: Path, count: int) -> Part:
    """Measures ``count`` files of mixed kinds, a quarter of them, and a second run over all."""
    names = make(folder, count)
    quarter = folder / "quarter.txt"
    quarter.write_text("\n".join(names[: count // 4]), encoding="utf-8")
    everything = folder / "all.txt"
    everything.write_text("\n".join(names), encoding="utf-8")
    part = Part(
        "成批整理",
        ("任务", "文件", "用时 s", "每秒份数", "主进程内存 MB", "读取进程内存 MB"),
        before=[
            (
                f"`gongkai report corpus`，{WORKERS} 个读取进程；每 20 份为文本 8、网页 7、Word 4、PDF 1。"
                "含写出四个 Parquet 文件。文件多几倍而主进程内存不随之增长，说明数据是流过去的。"
            )
        ],
    )
    for name, listed, out in (
        ("读取四分之一", quarter, "out-quarter"),
        ("读取全部", everything, "out-all"),
        ("再运行一次（全部已读）", everything, "out-all"),
    ):
        told = _run(listed, folder / out)
        part.rows.append((
            name, str(told["files"]), number(told["seconds"]), number(told["files"] / told["seconds"]),
            number(told["peak"]), number(told["child_peak"]) if told["read"] else "–",
        ))  # fmt: skip
    return part


def make(folder: Path, count: int) -> list[str]:
    """Names of so many files, written into the folder."""
    folder.mkdir(exist_ok=True)
    # Not by fork: typst has started threads in this process, whose locks a copy would wait for.
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        return list(pool.map(_make, [folder] * count, range(count), chunksize=20))


def _make(folder: Path, seed: int) -> str:
    kind = _MIX[seed % len(_MIX)]
    path = folder / f"{seed:05}.{kind}"
    path.write_bytes(sample.file(seed, kind))
    return path.name


def _run(source: Path, out: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.corpus", str(source), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def main(source: Path, out: Path) -> None:
    """Runs once in a process of its own and prints what it took."""
    from gongkai.corpus import build

    begun = perf_counter()
    summary = build(source, out, workers=WORKERS)
    seconds = perf_counter() - begun
    assert summary.failed == 0, summary.sentence()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        json.dumps(
            {"files": summary.files, "read": summary.read, "seconds": seconds, "peak": peak(), "child_peak": child}
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
