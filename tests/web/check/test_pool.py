"""Hostile files hurt their own process and nothing else."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai_web.portal.check.pool import Pool

GOOD = (Path(__file__).parents[3] / "examples" / "reports" / "clean.docx").read_bytes()
TOLD = {"do": "check", "name": "a.docx", "previous": ""}


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """With a reader that does what a hostile file would make it do, when the file's name says so."""
    package = tmp_path / "sitecustomize.py"
    package.write_text(
        """
import sys
def _arm():
    import gongkai.readers.report as r
    real = r.read_report_bytes
    def read(data, name=""):
        if name == "swell": return bytearray(3 * 1024**3)
        if name == "hang":
            while True: pass
        if name == "crash":
            import ctypes; ctypes.string_at(0)
        if name == "leave": import os; os._exit(0)
        if name == "raise": raise LookupError("secret words")
        if name == "env":
            import os
            from gongkai.readers.errors import Unreadable
            raise Unreadable(",".join(sorted(os.environ)) + f" pid={os.getpid()}")
        return real(data, name)
    r.read_report_bytes = read
if "-m" in sys.orig_argv and "gongkai_web.portal.check.child" in sys.orig_argv: _arm()
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("GONGKAI_DATA_KEYS", "secret")
    made = Pool(room=2, patience=5)
    yield made
    made.end()


def ask(pool: Pool, name: str, seconds: float = 20) -> str:
    return pool.ask({**TOLD, "name": name}, GOOD, seconds=seconds).reason


def test_what_a_file_can_do(pool: Pool) -> None:
    assert "出错" in ask(pool, "swell")
    assert "没有读完" in ask(pool, "hang", seconds=1)
    assert "出错" in ask(pool, "crash")
    assert "LookupError" in ask(pool, "raise")
    assert "secret words" not in ask(pool, "raise")
    assert pool.ask(TOLD, GOOD).page is not None


def test_a_process_that_leaves_without_a_word(pool: Pool) -> None:
    assert ask(pool, "leave", seconds=2)
    assert pool.ask(TOLD, GOOD).page is not None


def test_old_word_without_libreoffice(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "需要 LibreOffice" in pool.ask({**TOLD, "name": "a.rtf"}, rb"{\rtf1\ansi report}").reason


def test_no_secret_is_within_reach_and_each_file_has_its_process(pool: Pool) -> None:
    first, second = ask(pool, "env"), ask(pool, "env")
    assert "GONGKAI" not in first
    assert "PATH" in first
    assert first.rpartition("=")[2] != second.rpartition("=")[2]


def test_many_at_once(pool: Pool) -> None:
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(pool.ask(TOLD, GOOD))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.page is not None for answer in answers] == [True] * 6


def test_readers_end_with_the_pool(pool: Pool) -> None:
    pool.warm()
    pid = pool._idle[0].process.pid
    pool.end()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
