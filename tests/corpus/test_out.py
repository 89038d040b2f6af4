"""An output folder that cannot be written, at the beginning or in the middle."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.corpus import CorpusError, build
from tests.corpus.files import contents, fill

LIMITED = """
import resource, sys
from gongkai.cli import main
# A file that may not grow past a limit fails in the middle of a write, as on a full disk.
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


def run_limited(size: int, folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LIMITED, str(size), "report", "corpus", str(folder), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_out_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="已有同名的文件"):
        build(fill(tmp_path / "in", [1]), tmp_path / "out")
    with pytest.raises(CorpusError, match="不是文件夹"):
        build(tmp_path / "in", tmp_path / "out" / "below")


def test_a_folder_is_for_one_run_at_a_time(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", [1]), tmp_path / "out"
    build(folder, out)
    with (out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CorpusError, match="另一次整理"):
            build(folder, out)
    assert build(folder, out).known == 1


def test_a_full_disk_leaves_the_earlier_tables(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", range(3)), tmp_path / "out"
    build(folder, out)
    before = contents(out)
    fill(folder, range(3, 6))
    done = run_limited(1000, folder, out)
    assert done.returncode == 2
    assert "写不了输出文件夹" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert contents(out) == before
    assert build(folder, out).files == 6


@pytest.mark.slow
def test_a_disk_that_is_full_when_the_tables_are_written(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", range(900)), tmp_path / "out"
    build(folder, tmp_path / "whole")
    largest_part = max(path.stat().st_size for path in (tmp_path / "whole" / "parts").iterdir())
    largest_table = max(map(len, contents(tmp_path / "whole").values()))
    assert largest_part * 1.2 < largest_table
    build(fill(tmp_path / "few", range(3)), out)
    before = contents(out)
    done = run_limited((largest_part + largest_table) // 2, folder, out)
    assert (done.returncode, "系统允许的大小" in done.stderr) == (2, True)
    assert contents(out) == before
    assert not list(out.glob(".*.parquet.*"))
    assert build(folder, out).known == 900
    assert contents(out) == contents(tmp_path / "whole")
