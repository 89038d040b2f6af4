"""Time and share of right cells beside markitdown, docling and pdfplumber, which run in environments of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import fmean

from benchmarks.files import Measured, figures_of, made, real
from benchmarks.page import Part
from benchmarks.score import right, right_in_rows
from benchmarks.timing import Times, measure, number, over_files, times
from gongkai.readers.report import read_report_bytes
from gongkai.report.json_form import to_json

PEERS = {"markitdown": ("docx", "html", "pdf"), "docling": ("docx", "html", "pdf"), "pdfplumber": ("pdf",)}
_CALLS = 60
"""Calls of our own at least, also for one file alone, so that a moment in which the machine is busy does not count."""
_PROGRAM = Path(__file__).with_name("peer.py")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a peer made of a file: seconds of each run, rows of cells, or why there are none."""

    seconds: list[float]
    rows: list[list[str]]
    error: str


@dataclass(slots=True)
class Peers:
    """The peers that are installed, found once: name → its Python and its version."""

    versions: dict[str, str] = field(default_factory=dict)
    peaks: dict[tuple[str, str], float] = field(default_factory=dict)
    _pythons: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pythons = {name: python for name in PEERS if (python := python_with(name)) is not None}

    def read(self, name: str, paths: Sequence[Path], repeats: int) -> dict[str, Reading] | None:
        """File name → what the peer made of it; None where the peer is not installed."""
        if name not in self._pythons:
            return None
        command = [self._pythons[name], str(_PROGRAM), name, str(repeats), *map(str, paths)]
        # Models that are not there must be told at once and not looked for.
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": ""}
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1800, env=environment)
        answer = json.loads(done.stdout.splitlines()[-1])
        self.versions[name] = answer["version"]
        self.peaks[name, paths[0].suffix[1:]] = answer["peak"]
        return {file: Reading(**told) for file, told in answer["files"].items()}


def python_with(name: str) -> str | None:
    """The first Python for peers that has a package of that name; None where there is none."""
    default = str(Path(sys.prefix) / "peers" / "bin" / "python")
    pythons = os.environ.get("GONGKAI_PEERS", default).split(":")
    return next((python for python in pythons if Path(python).exists() and _has(python, name)), None)


def _has(python: str, name: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is None)"
    return subprocess.run([python, "-c", code], check=False).returncode == 0


def run(folder: Path, count: int, repeats: int, peers: Peers) -> Part:
    """Measures ``count`` made files of each kind and the real ones."""
    part = Part(
        "与同类软件比较",
        ("文件", "份数", "软件", "每份 ms", "是本程序的几倍", "表格数字读对"),
        before=[
            (
                "同样的文件，各软件用其默认设置。本程序读出的是认好行列的数字；别的软件只给出 Markdown 或表格，"
                "按行的标签找到那一行、再按列的次序取数来计分，标签对得上、格数对得上就算对。括号内为最快和最慢的一份。"
            )
        ],
        after=["本程序一行含读取，不含核对。"],
    )
    for kind in ("docx", "html", "pdf"):
        for source, files in (("样本", made(folder, kind, count)), ("真实", real(kind))):
            if files:
                part.rows += _rows(f"{kind}（{source}）", files, repeats, peers)
    return part


def _rows(name: str, files: list[Measured], repeats: int, peers: Peers) -> Iterable[Sequence[str]]:
    ours = over_files(measure([partial(_read, file) for file in files], max(repeats, _CALLS // len(files))))
    share = fmean([right(file.figures, figures_of(_read(file))) for file in files])
    yield name, str(len(files)), "本程序", str(ours), "1", f"{share:.1%}"
    for peer, kinds in PEERS.items():
        if files[0].kind in kinds:
            yield name, str(len(files)), peer, *_peer(peer, files, repeats, peers, ours)


def _peer(peer: str, files: list[Measured], repeats: int, peers: Peers, ours: Times) -> tuple[str, str, str]:
    readings = peers.read(peer, [file.path for file in files], max(3, repeats // 3))
    if readings is None:
        return "未安装", "", ""
    errors = [reading.error for reading in readings.values() if reading.error]
    if errors:
        return _plain(errors[0]), "", ""
    taken = over_files([times(readings[file.name].seconds) for file in files])
    share = fmean([right_in_rows(file.figures, readings[file.name].rows, file.format) for file in files])
    return str(taken), number(taken.median / ours.median), f"{share:.1%}"


def _plain(error: str) -> str:
    """A cause that a reader of the table understands."""
    if "offline" in error.lower() or "Hub" in error or "snapshot" in error:
        return "本机没有它的模型，未测"
    return f"读不了（{error.partition(':')[0]}）"


def _read(file: Measured) -> dict[str, object]:
    return to_json(read_report_bytes(file.path.read_bytes(), file.name))
