from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import psutil
import pyarrow.parquet as pq
import pytest

import gongkai.corpus.dataset
from gongkai.corpus import CorpusError, build
from tests.corpus.files import contents, fill, numbered, tables

COMMAND = [sys.executable, "-c", "from gongkai.cli import main; main()", "report", "corpus"]


def parts(out: Path) -> dict[str, int]:
    """Name → time of writing of each part."""
    return {path.name: path.stat().st_mtime_ns for path in (out / "parts").glob("*.parquet")}


def test_a_second_run_reads_only_what_is_new(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", range(5)), tmp_path / "out"
    build(folder, out, workers=1)
    before = parts(out)
    fill(folder, [100])
    (folder / "00002.json").unlink()
    summary = build(folder, out, workers=1)
    assert (summary.read, summary.known, summary.repeated, summary.failed) == (1, 4, 0, 0)
    assert before.items() < parts(out).items()
    build(folder, tmp_path / "fresh", workers=1)
    assert contents(out) == contents(tmp_path / "fresh")


def test_a_file_with_new_content_is_read_again(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", [1, 2]), tmp_path / "out"
    build(folder, out, workers=1)
    (folder / "00002.json").write_bytes(numbered(7))
    assert build(folder, out, workers=1).read == 1
    assert tables(out)["reports"]["agency"].to_pylist() == ["第1局", "第7局"]


def test_a_renamed_file_is_not_read_again(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", [1, 2]), tmp_path / "out"
    build(folder, out, workers=1)
    (folder / "00001.json").rename(folder / "9.json")
    summary = build(folder, out, workers=1)
    assert (summary.read, summary.known) == (0, 2)
    assert tables(out)["reports"]["file"].to_pylist() == ["00002.json", "9.json"]


def test_another_version_of_the_program_reads_all_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = fill(tmp_path / "in", [1, 2]), tmp_path / "out"
    build(folder, out, workers=1)
    with monkeypatch.context() as newer:
        newer.setattr(gongkai.corpus.dataset, "program_version", lambda: "9.9.9+0123456789abcdef")
        assert build(folder, out, workers=1).read == 2
    assert build(folder, out, workers=1).read == 0


def test_a_damaged_part_is_read_again_and_removed(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", range(3)), tmp_path / "out"
    build(folder, out, workers=1)
    whole = contents(out)
    damaged = min((out / "parts").iterdir())
    damaged.write_bytes(damaged.read_bytes()[:-100])
    (out / "parts" / ".left.parquet.1").write_bytes(b"PAR1")
    (out / ".cells.parquet.1").write_bytes(b"PAR1")
    assert build(folder, out, workers=1).read >= 1
    assert contents(out) == whole
    assert not [p for p in out.rglob(".*") if p.name != ".lock"]
    assert build(folder, out, workers=1).known == 3


def test_a_part_damaged_inside_is_named(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", [1]), tmp_path / "out"
    build(folder, out, workers=1)
    (part,) = (out / "parts").iterdir()
    data = bytearray(part.read_bytes())
    start = pq.ParquetFile(part).metadata.row_group(0).column(2).dictionary_page_offset
    data[start : start + 40] = b"\xff" * 40
    part.write_bytes(data)
    with pytest.raises(CorpusError, match=part.name):
        build(folder, out, workers=1)


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", range(600)), tmp_path / "out"
    run = subprocess.Popen([*COMMAND, str(folder), "--out", str(out)])
    until = monotonic() + 60
    while len(parts(out)) < 2:
        assert run.poll() is None
        assert monotonic() < until
        sleep(0.005)
    children = psutil.Process(run.pid).children()
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert not (out / "reports.parquet").exists()
    before = parts(out)

    summary = build(folder, out)
    assert summary.known >= 2 * 32
    assert summary.known + summary.read == 600
    assert before.items() < parts(out).items()
    build(folder, tmp_path / "fresh")
    assert contents(out) == contents(tmp_path / "fresh")
    assert psutil.wait_procs(children, timeout=10)[1] == []
