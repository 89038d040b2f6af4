"""Runs the steps of prepare.py side by side, each in a process of its own: the supervisor itself stays small."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from gongkai_web.running.children import Child
from gongkai_web.running.held_signals import held_signals
from gongkai_web.running.prepare import KNOWN
from gongkai_web.running.problems import CannotStart, Stopped

__all__ = ["prepare"]

_STEPS = {"database": "准备数据库", "static": "准备静态文件"}


class _Step:
    """A step while it runs; ``told`` is what it wrote for the console."""

    def __init__(self, name: str, *, environ: Mapping[str, str], logs: Path, lock: int) -> None:
        self.name = name
        self.told = ""
        self.log = logs / f"prepare-{name}.log"
        with self.log.open("w", encoding="utf-8") as log, held_signals():
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gongkai_web.running.prepare", name, str(os.getpid())],
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                pass_fds=(lock,),
            )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        self.told = self.process.communicate()[0]

    @property
    def status(self) -> int | None:
        """The exit status once all that it wrote is read; None before."""
        return None if self._reader.is_alive() else self.process.returncode

    def stop(self) -> None:
        """Ends it where it still runs."""
        if self._reader.is_alive():
            self.process.terminate()
        self._reader.join()

    def failure(self) -> str:
        """What went wrong, in Chinese."""
        last = self.log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        if self.status == KNOWN:
            return last
        return f"{_STEPS[self.name]}时出错：{last[:200] or f'状态{self.status}'}；详见日志 {self.log}"


def prepare(
    environ: Mapping[str, str], *, logs: Path, lock: int, events: queue.SimpleQueue[Child | signal.Signals]
) -> list[str]:
    """Does all steps; the lines for the console. Raises CannotStart where one fails, Stopped for a signal."""
    steps: list[_Step] = []
    try:
        for name in _STEPS:
            steps.append(_Step(name, environ=environ, logs=logs, lock=lock))  # noqa: PERF401 - those started are stopped
        while any(step.status is None for step in steps):
            if failed := next((step for step in steps if step.status), None):
                raise CannotStart(failed.failure())
            try:
                events.get(timeout=0.05)
            except queue.Empty:
                continue
            raise Stopped
        if failed := next((step for step in steps if step.status), None):
            raise CannotStart(failed.failure())
    finally:
        for step in steps:
            step.stop()
    return [line for step in steps for line in step.told.splitlines()]
