"""Keeps the processes of a site running: starts them, says when the site answers, restarts, stops."""

from __future__ import annotations

import queue
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from gongkai_web.running.children import Child, Spec
from gongkai_web.running.problems import CannotStart, Stopped

__all__ = ["Supervisor", "signals_to"]

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_READY_WITHIN = 120.0
_READY_EVERY = 0.2
_GRACE = 20.0


@contextmanager
def signals_to(events: queue.SimpleQueue[Child | signal.Signals]) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal become events; putting into a SimpleQueue is safe in a handler."""
    before = {
        number: signal.signal(number, lambda n, _: events.put(signal.Signals(n)))
        for number in _STOPPING
        # Who uses nohup does not want to hear of a closed terminal; a script's `&` ignores Ctrl-C too, yet who sends
        # SIGINT to this process means it.
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Supervisor:
    """The processes of one site. ``say`` writes a line to the console."""

    def __init__(
        self,
        specs: Sequence[Spec],
        *,
        logs: Path,
        environ: Mapping[str, str],
        lock: int,
        events: queue.SimpleQueue[Child | signal.Signals],
        say: Callable[[str], None],
    ) -> None:
        self._events = events
        self._say = say
        self.children = [Child(spec, logs, events.put, environ, lock) for spec in specs]

    def start(self, ready: Callable[[], bool]) -> None:
        """Starts all and returns when ``ready`` says yes. Raises CannotStart or Stopped; nothing is left running."""
        try:
            for child in self.children:
                child.start()
            self._wait_until(ready)
        except BaseException:
            self.stop()
            raise

    def _wait_until(self, ready: Callable[[], bool]) -> None:
        until = monotonic() + _READY_WITHIN
        while not ready():
            if monotonic() > until:
                raise CannotStart(f"网站{_READY_WITHIN:.0f}秒内没有应答；详见日志 {self.children[0].log}")
            event = self._next(_READY_EVERY)
            if isinstance(event, Child):
                # A process that ends before the site has ever answered would end again.
                raise CannotStart(f"{event.ending()}；详见日志 {event.log}")

    def watch(self) -> None:
        """Restarts what ends, until a signal comes; then stops all."""
        try:
            while True:
                due = [child.restart_at for child in self.children if child.restart_at is not None]
                event = self._next(max(0.0, min(due) - monotonic()) if due else None)
                if isinstance(event, Child):
                    ending = event.ending()
                    self._say(f"{ending}；{event.plan_restart():.0f}秒后重新启动，详见日志 {event.log}")
                for child in self.children:
                    if child.restart_at is not None and child.restart_at <= monotonic():
                        child.start()
        except Stopped:
            self._say("正在停止……")
        finally:
            self.stop()

    def stop(self) -> None:
        """Asks all to finish, waits, and ends those that do not; a second Ctrl-C waits no longer."""
        for child in self.children:
            child.stop()
        until = monotonic() + _GRACE
        while any(child.is_alive for child in self.children) and monotonic() < until:
            try:
                self._next(until - monotonic())
            except Stopped:
                break
        for child in self.children:
            if child.is_alive:
                self._say(f"{child.spec.label}没有按时结束，已强行终止")
                child.kill()
        for child in self.children:
            if child.process is not None:
                child.process.wait()

    def _next(self, timeout: float | None) -> Child | None:
        """The child that has ended; None after ``timeout`` seconds. Raises Stopped for a signal."""
        try:
            event = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if isinstance(event, Child):
            # One that has been started again since is no news.
            return None if event.is_alive else event
        raise Stopped
