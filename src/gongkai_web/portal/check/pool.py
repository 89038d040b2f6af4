"""The reading processes as the site sees them: a few, kept ready, asked one file at a time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from gongkai_web.portal.check.child import CRASHED, DATA, DIED, FILE, IDLE_SECONDS, MAX_ANSWER

__all__ = ["POOL", "Answer", "Busy", "Pool"]

SECONDS = 45
"""For a file; LibreOffice alone may take 30."""
_ROOM = 2
"""Files read at one time by one process of the site."""
_PATIENCE = 15
"""Seconds to wait for room."""
# What a program needs to start. Not the keys and addresses of the site, which are in its environment.
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "SYSTEMROOT")


class Busy(Exception):
    """Others are being served; try again in a moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Data for the page, or a file, or the reason in Chinese why there is neither."""

    page: dict[str, Any] | None = None
    file: bytes | None = None
    reason: str = ""


class _Reader:
    """A process that forks for each file, with the pipe to it."""

    def __init__(self) -> None:
        here, there = Pipe()
        with there:
            # -P: a file in the current folder must not pass for a module.
            command = [sys.executable, "-P", "-m", "gongkai_web.portal.check.child", str(there.fileno())]
            self.process = subprocess.Popen(
                command,
                pass_fds=[there.fileno()],
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.pipe: Connection = here
        self.used = perf_counter()

    @property
    def is_fresh(self) -> bool:
        """False for one that has gone or is about to go for want of work."""
        return self.process.poll() is None and perf_counter() - self.used < IDLE_SECONDS / 2

    def ask(self, told: dict[str, Any], blobs: tuple[bytes, bytes], seconds: float) -> bytes:
        """The answer, from its first byte. Raises TimeoutError, EOFError, OSError."""
        self.pipe.send_bytes(json.dumps({**told, "seconds": seconds}).encode())
        for blob in blobs:
            self.pipe.send_bytes(blob)
        if not self.pipe.poll(seconds + 5):  # the child's own watchdog is first
            raise TimeoutError
        answer = self.pipe.recv_bytes(MAX_ANSWER)
        self.used = perf_counter()
        return answer

    def end(self) -> None:
        """Ends it with the file it reads."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.pipe.close()


class Pool:
    """Keeps readers ready. ``ask`` may be called from any thread."""

    def __init__(self, room: int = _ROOM, patience: float = _PATIENCE) -> None:
        self._room = threading.BoundedSemaphore(room)
        self._patience = patience
        self._lock = threading.Lock()
        self._idle: list[_Reader] = []
        self._owner = os.getpid()

    def warm(self) -> None:
        """Starts a reader if none is ready, for somebody who opens the page; it loads while he chooses his file."""
        reader = self._take()
        with self._lock:
            self._idle.append(reader)

    def ask(self, told: dict[str, Any], data: bytes, before: bytes = b"", seconds: float = SECONDS) -> Answer:
        """What becomes of a file. Raises Busy."""
        if not self._room.acquire(timeout=self._patience):
            raise Busy
        try:
            return self._ask(told, (data, before), seconds)
        finally:
            self._room.release()

    def _ask(self, told: dict[str, Any], blobs: tuple[bytes, bytes], seconds: float) -> Answer:
        reader = self._take()
        begun = perf_counter()
        try:
            answer = reader.ask(told, blobs, seconds)
        except (EOFError, OSError):  # TimeoutError is one
            answer = DIED
        took = perf_counter() - begun
        kind, body = answer[:1], answer[1:]
        if kind == DIED:
            reader.end()
            return Answer(reason=_cause(body.decode(), took, seconds))
        with self._lock:
            self._idle.append(reader)
        if kind == DATA:
            return Answer(page=json.loads(body))
        if kind == FILE:
            return Answer(file=body)
        reason = body.decode("utf-8", "replace")
        return Answer(reason=f"程序出错（{reason}），请换一种格式再试" if kind == CRASHED else reason)

    def _take(self) -> _Reader:
        with self._lock:
            if self._owner != os.getpid():  # the site was forked; those are the other's
                self._idle, self._owner = [], os.getpid()
            stale = [reader for reader in self._idle if not reader.is_fresh]
            self._idle = [reader for reader in self._idle if reader not in stale]
            reader = self._idle.pop() if self._idle else None
        for gone in stale:
            gone.end()
        return reader or _Reader()

    def end(self) -> None:
        """Ends all that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.end()


def _cause(status: str, took: float, seconds: float) -> str:
    if took >= seconds:
        return f"{seconds:g}秒内没有读完；页数多的扫描件请先识别成文字，或者改用 Word 文档"
    if status == str(-signal.SIGKILL):
        return "读取时进程被系统终止，多半是内存不够"
    return "读取时出错，文件可能已损坏；请另存为 docx 再试"


POOL = Pool()
