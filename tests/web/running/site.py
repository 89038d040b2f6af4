"""A site as an operator runs it: `gongkai serve` in a process of its own, on a data folder and a port of its own."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil

from gongkai_web.config import NAMES

ROOT = Path(__file__).resolve().parents[3]
GONGKAI = (sys.executable, "-c", "from gongkai.cli import main; main()")
READY_WITHIN = 600.0
"""Seconds for a first start on a machine that does many other things; alone it takes less than thirty."""


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process of the site is given: nothing of the settings of the tests."""
    plain = {name: text for name, text in os.environ.items() if name not in NAMES and name != "DJANGO_SETTINGS_MODULE"}
    return plain | {"GONGKAI_HOME": str(home), "GONGKAI_WORKERS": "2", "GONGKAI_THREADS": "2"} | dict(extra or {})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(
    *arguments: str, home: Path, env: Mapping[str, str] | None = None, timeout: float = READY_WITHIN
) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [*GONGKAI, *arguments],
        env=environment(home, env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def manage(code: str, *, home: Path, env: Mapping[str, str] | None = None) -> Any:
    """What a piece of Python inside the site prints, as JSON."""
    done = run("manage", "shell", "--verbosity", "0", "-c", code, home=home, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().rpartition("\n")[2])


class Site:
    """A running site. ``lines`` is what stood on the console."""

    def __init__(self, home: Path, *, command: str = "serve", env: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.home = home
        self.lines: list[str] = []
        self._said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        # A session of its own is a terminal of its own: killpg is then its Ctrl-C.
        self.process = subprocess.Popen(
            [*GONGKAI, command, "--port", str(self.port)],
            env=environment(home, env),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as console:
            for line in console:
                self._said.put(line.rstrip("\n"))
        self._said.put(None)

    def end(self) -> None:
        """Leaves nothing behind."""
        if self.process.poll() is None:
            left = self.processes()
            self.process.kill()
            self.process.wait()
            for process in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        self._reader.join()

    def wait_for(self, words: str, within: float = READY_WITHIN) -> str:
        """The next line with these words."""
        until = monotonic() + within
        while True:
            try:
                line = self._said.get(timeout=max(0.0, until - monotonic()))
            except queue.Empty:
                raise AssertionError(f"“{words}” did not come within {within} s: {self.told()}") from None
            if line is None:
                raise AssertionError(f"ended without “{words}”: {self.told()}")
            self.lines.append(line)
            if words in line:
                return line

    def ready(self) -> Site:
        """Waits until the site says that it runs."""
        self.wait_for("按 Ctrl-C 停止")
        return self

    def rest(self) -> str:
        """Everything it says until it ends."""
        with contextlib.suppress(queue.Empty):
            while (line := self._said.get(timeout=60)) is not None:
                self.lines.append(line)
        return "\n".join(self.lines)

    def told(self) -> str:
        """The console and the logs."""
        logs = "\n".join(
            f"{path.name}: {path.read_text(encoding='utf-8')[-2000:]}" for path in self.home.glob("logs/*.log")
        )
        return "\n".join(self.lines) + "\n" + logs

    def processes(self) -> list[psutil.Process]:
        """All processes under the supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, role: str) -> psutil.Process:
        """The process of a role."""
        (found,) = (
            child
            for child in psutil.Process(self.process.pid).children()
            if "gongkai_web.running.process" in child.cmdline() and role in child.cmdline()
        )
        return found

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Any:
        """A response; its body is read."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=dict(headers or {}))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as response:
            response.body = response.read()
            return response

    def health(self) -> Any:
        """What /health says."""
        return json.loads(self.get("/health").body)

    def stop(self, number: signal.Signals = signal.SIGINT, *, group: bool = False) -> int:
        """Sends the signal, to the whole group as a terminal does; the exit status."""
        (os.killpg if group else os.kill)(self.process.pid, number)
        return self.process.wait(timeout=60)


@contextlib.contextmanager
def site(home: Path, *, command: str = "serve", env: Mapping[str, str] | None = None) -> Iterator[Site]:
    """A site that is gone afterwards, whatever happens."""
    running = Site(home, command=command, env=env)
    try:
        yield running
    finally:
        running.end()


def gone(processes: list[psutil.Process], within: float = 20.0) -> list[psutil.Process]:
    """The processes that are still there after so many seconds."""
    return psutil.wait_procs(processes, timeout=within)[1]


def eventually(what: str, question: Any, within: float = 60.0) -> Any:
    """The first answer that is true."""
    until = monotonic() + within
    while not (answer := question()):
        if monotonic() > until:
            raise AssertionError(f"{what} within {within} s")
        sleep(0.1)
    return answer
