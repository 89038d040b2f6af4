"""Text, html and docx: reading plus all checks, in one process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.files import Measured, made, real
from benchmarks.page import Part
from benchmarks.timing import measure, number, over_files, verdict
from gongkai.checks import check_report
from gongkai.readers.report import read_report_bytes

TARGET_MS = 15.0
_NAMES = {"txt": "文本", "html": "网页", "docx": "Word"}


def run(folder: Path, count: int, rounds: int) -> Part:
    """Measures ``count`` made files of each kind and the real ones."""
    part = Part(
        "读取并核对一份年报",
        ("文件", "份数", "大小 KB", "读取 ms", "核对 ms", "合计 ms", f"目标 ≤ {TARGET_MS:g} ms"),
        before=["单进程，从字节到核对结论；每份取多次的中位数，括号内为最快和最慢的一份。"],
    )
    groups = {
        f"{name}（{source}）": files
        for kind, name in _NAMES.items()
        for source, files in (("样本", made(folder, kind, count)), ("真实", real(kind)))
        if files
    }
    everything = [file for files in groups.values() for file in files]
    taken = iter(measure([call for file in everything for call in _calls(file)], rounds))
    for name, files in groups.items():
        read, check, both = zip(*[(next(taken), next(taken), next(taken)) for _ in files], strict=True)
        size = median(file.path.stat().st_size for file in files) / 1024
        total = over_files(both)
        part.rows.append((
            name, str(len(files)), number(size), str(over_files(read)), str(over_files(check)), str(total),
            f"{verdict(total.median, TARGET_MS)}，最慢一份{verdict(total.high, TARGET_MS)}",
        ))  # fmt: skip
    return part


def _calls(file: Measured) -> tuple[Callable[[], object], Callable[[], object], Callable[[], object]]:
    """Reading, checking, and both."""
    data = file.path.read_bytes()
    report = read_report_bytes(data, file.name)
    return (
        lambda: read_report_bytes(data, file.name),
        lambda: check_report(report),
        lambda: check_report(read_report_bytes(data, file.name)),
    )
