"""A process under the supervisor: started, its output kept in a log that does not grow without end, stopped."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from time import monotonic

__all__ = ["Child", "Spec"]

_LOG_BYTES = 10 * 1024 * 1024
_LOGS_KEPT = 5
_LINES_KEPT = 20
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 30.0
_STABLE = 60.0


@dataclass(frozen=True, slots=True)
class Spec:
    """What a child is: its role in process.py, its name for people, its arguments."""

    role: str
    label: str
    arguments: tuple[str, ...] = ()


@dataclass
class Child:
    """One role; the process behind it may change. ``restart_at`` is set while it waits to be started again."""

    spec: Spec
    logs: Path
    ended: Callable[[Child], None]
    environ: Mapping[str, str]
    lock: int
    process: subprocess.Popen[str] | None = None
    restart_at: float | None = None
    last: deque[str] = field(default_factory=lambda: deque(maxlen=_LINES_KEPT))
    _wait: float = _FIRST_WAIT
    _started: float = 0.0

    def __post_init__(self) -> None:
        self.log = self.logs / f"{self.spec.role}.log"
        self._logger = logging.Logger(f"child.{self.spec.role}")
        self._logger.addHandler(
            RotatingFileHandler(self.log, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8")
        )

    @property
    def is_alive(self) -> bool:
        """True while there is a process."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Starts the process. Call it in the main thread: the process lives no longer than the thread."""
        self.restart_at = None
        self._started = monotonic()
        command = [sys.executable, "-m", "gongkai_web.running.process", self.spec.role, str(os.getpid())]
        process = subprocess.Popen(
            [*command, *self.spec.arguments],
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            pass_fds=(self.lock,),
        )
        self.process = process
        threading.Thread(target=self._keep_output, args=(process,), daemon=True).start()
        threading.Thread(target=self._wait_for, args=(process,), daemon=True).start()

    def _keep_output(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.last.append(line.rstrip())
            self._logger.info("%s", line.rstrip())

    def _wait_for(self, process: subprocess.Popen[str]) -> None:
        process.wait()
        self.ended(self)

    def plan_restart(self) -> float:
        """Sets when to start again: after 1, 2, 4 … 30 seconds, from 1 again after a quiet minute. Seconds to wait."""
        now = monotonic()
        if now - self._started >= _STABLE:
            self._wait = _FIRST_WAIT
        wait, self._wait = self._wait, min(self._wait * 2, _LONGEST_WAIT)
        self.restart_at = now + wait
        return wait

    def stop(self) -> None:
        """Asks the process to finish."""
        self.restart_at = None
        if self.process is not None and self.is_alive:
            self.process.terminate()

    def kill(self) -> None:
        """Ends the process at once."""
        if self.process is not None and self.is_alive:
            self.process.kill()

    def ending(self) -> str:
        """How the process ended, in Chinese; with the last line it wrote where it ended of itself."""
        status = self.process.returncode if self.process is not None else None
        if status is not None and status < 0:
            return f"{self.spec.label}被信号{-status}终止"  # what it last wrote has nothing to do with it
        how = f"退出，状态{status}"
        said = next((line for line in reversed(self.last) if line.strip()), "")
        return f"{self.spec.label}{how}" + (f"：{said[:200]}" if said else "")
