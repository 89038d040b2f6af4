"""Reading behind a wall: each file goes to a child process, whose death is an answer like any other.

The pools of the standard library and of Dask give up a process, and with it all work in hand, when one file kills it.
Here the thread that waits for the child learns which file it was, starts another child and goes on.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from time import perf_counter

from gongkai.corpus.child import CRASHED, IDLE_SECONDS, READ

__all__ = ["Answer", "Child", "Children", "Stopped"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one file: its row as an Arrow stream, or the reason in Chinese why there is none."""

    row: bytes | None
    reason: str = ""


class Stopped(Exception):
    """The run is being given up; no more is read."""


class Child:
    """A process that reads files, started when it is needed and again when it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._used = 0.0

    def read(self, data: bytes, ending: str, seconds: float) -> Answer:
        """What the child makes of a file; ``seconds`` is the time it may take."""
        pipe = self._ready()
        begun = perf_counter()
        try:
            pipe.send_bytes(f"{seconds} {ending}".encode("utf-8", "replace"))
            pipe.send_bytes(data)
            answer = pipe.recv_bytes()
        except (EOFError, OSError):
            return Answer(None, self._cause_of_death(perf_counter() - begun, seconds))
        self._used = perf_counter()
        if answer[:1] == READ:
            return Answer(answer[1:])
        text = answer[1:].decode()
        return Answer(None, f"程序出错（{text}）" if answer[:1] == CRASHED else text)

    def kill(self) -> None:
        """Kills the process, also while another thread waits for it, which then is answered that it has died."""
        if (process := self._process) is not None:
            process.kill()

    def end(self) -> None:
        """Ends the process. No other thread may be using this child."""
        self.kill()
        if self._process is not None:
            self._process.wait()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _ready(self) -> Connection:
        # A child near the end of its patience might go while the file is on its way, which would look like a crash.
        if self._pipe is not None and perf_counter() - self._used < IDLE_SECONDS / 2:
            return self._pipe
        self.end()
        here, there = Pipe()
        with there:
            # -P: a file in the current folder must not pass for a module.
            command = [sys.executable, "-P", "-m", "gongkai.corpus.child", str(there.fileno())]
            self._process = subprocess.Popen(
                command,
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent, which then ends its children
            )
        self._pipe = here
        return here

    def _cause_of_death(self, took: float, seconds: float) -> str:
        code = self._process.wait() if self._process is not None else 0
        self.end()
        if took >= seconds:
            return f"{seconds:g}秒内没有读完"
        if code == -signal.SIGKILL:
            return "读取时进程被系统终止，多半是内存不够"
        return f"读取时进程崩溃（{_name_of(code)}）"


def _name_of(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"状态{code}"
    except ValueError:
        return f"信号{-code}"


class Children:
    """Children kept between batches: a thread borrows one and gives it back."""

    def __init__(self) -> None:
        self._idle: list[Child] = []
        self._all: list[Child] = []
        self._stopped = False

    @contextmanager
    def borrowed(self) -> Iterator[Child]:
        """A child that no other thread uses at the time."""
        try:
            child = self._idle.pop()
        except IndexError:
            child = Child()
            self._all.append(child)
        try:
            yield child
        finally:
            self._idle.append(child)

    def go_on(self) -> None:
        """Raises Stopped once ``stop`` was called."""
        if self._stopped:
            raise Stopped

    def stop(self) -> None:
        """Kills all children; threads that use one are answered and find at ``go_on`` that it is over."""
        self._stopped = True
        for child in self._all:
            child.kill()

    def end(self) -> None:
        """Ends all children. No thread may be using one."""
        for child in self._all:
            child.end()
