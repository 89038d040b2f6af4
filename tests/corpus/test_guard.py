"""Files that crash or hang the process that reads them. The file used is a real one, slow and large in memory."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from gongkai.corpus import build
from gongkai.corpus.guard import Answer, Child, Children, Stopped
from tests.corpus.files import fill, numbered, slow, tables


def deadly(monkeypatch: pytest.MonkeyPatch, sign: signal.Signals) -> None:
    """Lets the slow file, and no other, send a signal to the child that has it in hand."""
    read, ready, slow_file = Child.read, Child._ready, slow()
    doomed: set[Child] = set()

    def read_it(self: Child, data: bytes, ending: str, seconds: float) -> Answer:
        if data == slow_file:
            doomed.add(self)
        return read(self, data, ending, seconds)

    def ready_to_die(self: Child) -> Connection:
        pipe = ready(self)
        if self in doomed:
            doomed.discard(self)
            assert self._process is not None
            threading.Timer(0.05, self._process.send_signal, [sign]).start()
        return pipe

    monkeypatch.setattr(Child, "read", read_it)
    monkeypatch.setattr(Child, "_ready", ready_to_die)


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.end()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        (signal.SIGSEGV, "读取时进程崩溃（SIGSEGV）"),
        (signal.SIGKILL, "读取时进程被系统终止，多半是内存不够"),
    ],
)
def test_a_crash_names_the_file_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: signal.Signals, reason: str
) -> None:
    folder = fill(tmp_path / "in", [1, 2, 4, 5])
    (folder / "00003.json").write_bytes(slow())
    deadly(monkeypatch, sign)
    summary = build(folder, tmp_path / "out", workers=1)
    assert (summary.read, summary.failed) == (4, 1)
    found = tables(tmp_path / "out")
    assert [(row["file"], row["reason"]) for row in found["failures"].to_pylist()] == [("00003.json", reason)]
    assert found["reports"].num_rows == 4


@pytest.mark.slow
def test_a_hang_names_the_file_and_the_child_reads_on(child: Child) -> None:
    assert child.read(numbered(1), ".json", 60).row
    # All the time is spent in C code that lets no Python code run, as a real hang would be.
    assert child.read(slow(), ".json", 0.3).reason == "0.3秒内没有读完"
    assert child.read(numbered(1), ".json", 60).row


def test_a_reason_comes_through(child: Child) -> None:
    assert child.read(b"{", ".json", 60).reason.startswith("不是完整的 JSON")


def test_after_stop_nothing_more_is_read() -> None:
    children = Children()
    with children.borrowed() as child:
        assert child.read(numbered(1), ".json", 60).row
        children.go_on()
        children.stop()
        assert child.read(numbered(1), ".json", 60).row is None
        with pytest.raises(Stopped):
            children.go_on()
    children.end()


def test_a_child_is_kept_for_the_next() -> None:
    children = Children()
    with children.borrowed() as one, children.borrowed() as other:
        assert one is not other
    with children.borrowed() as again:
        assert again in (one, other)
    children.end()
