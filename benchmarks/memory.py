"""Peak memory of a fresh process that reads and checks one file: ``python -m benchmarks.memory FILE`` prints MB."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.files import ROOT, made, real
from benchmarks.page import Part
from benchmarks.peer import peak
from benchmarks.peers import PEERS, Peers
from benchmarks.timing import number


def run(folder: Path, peers: Peers) -> Part:
    """Measures one file of each kind, the real one for pdf where it is there."""
    part = Part(
        "内存峰值",
        ("文件", "本程序 MB", *(f"{peer} MB" for peer in PEERS)),
        before=["新进程读一份文件的最大占用，含 Python 和各自的库；本程序含核对。"],
    )
    for kind in ("txt", "html", "docx", "pdf"):
        file = (real(kind) if kind == "pdf" else [])[:1] or made(folder, kind, 1)
        told = [_of_peer(peers, peer, file[0].path) if kind in PEERS[peer] else "" for peer in PEERS]
        part.rows.append((file[0].name, number(_own(file[0].path)), *told))
    return part


def _own(path: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.memory", str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)


def _of_peer(peers: Peers, peer: str, path: Path) -> str:
    answer = peers.read(peer, [path], 0)
    if answer is None:
        return "未安装"
    return "未测" if answer[path.name].error else number(peers.peaks[peer, path.suffix[1:]])


def main(path: Path) -> None:
    """Reads one file and prints the peak."""
    from gongkai.checks import check_report
    from gongkai.readers.report import read_report

    check_report(read_report(path))
    print(peak())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
