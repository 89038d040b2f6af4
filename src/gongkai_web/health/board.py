"""The last answer of every probe. Asking never holds up the page for longer than a moment."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from time import monotonic

from django.db import connections

from gongkai_web.health.probes import PATIENCE, PROBES, Found, Probe, State

__all__ = ["Board", "board", "overall"]

_MOMENT = 0.03
"""Seconds that a page waits for answers. What takes longer is told from the last time, and next time from this one."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    found: Found
    at: float


class Board:
    """Asks the probes in threads of its own and remembers what they said. One for each process."""

    def __init__(self, probes: Iterable[Probe] = PROBES) -> None:
        self._probes = tuple(probes)
        self._seen: dict[str, _Seen] = {}
        self._asked: dict[str, Future[None]] = {}
        self._guard = threading.Lock()
        self._threads = ThreadPoolExecutor(max_workers=len(self._probes), thread_name_prefix="health")

    def read(self, *, moment: float = _MOMENT) -> dict[str, tuple[str, Found]]:
        """Every probe's kind and answer: at most as old as the probe says, or from before where it is slow to answer.

        The database is waited for: whether the site works hangs on it.
        """
        kinds = {probe.name: probe.kind() for probe in self._probes}
        with self._guard:
            now = monotonic()
            for probe in self._probes:
                seen = self._seen.get(probe.name)
                due = seen is None or now - seen.at >= probe.fresh
                if due and kinds[probe.name] != "none" and probe.name not in self._asked:
                    self._asked[probe.name] = self._threads.submit(self._ask, probe)
            asked = dict(self._asked)
        if "database" in asked and wait([asked["database"]], timeout=PATIENCE).not_done:
            self._note("database", Found(State.DOWN, {"error": "timeout"}))
        wait(asked.values(), timeout=moment)
        return {name: (kind, self._last(name, kind)) for name, kind in kinds.items()}

    def _last(self, name: str, kind: str) -> Found:
        if kind == "none":
            return Found(State.OFF)
        seen = self._seen.get(name)
        return seen.found if seen else Found(State.UNKNOWN)

    def _note(self, name: str, found: Found) -> None:
        before = self._seen.get(name)
        if found.state is State.DOWN and (before is None or before.found.state is not State.DOWN):
            _log.warning("%s does not answer: %s", name, found.detail.get("error"))
        self._seen[name] = _Seen(found, monotonic())

    def _ask(self, probe: Probe) -> None:
        try:
            found = probe.ask()
        except Exception as error:  # noqa: BLE001 - whatever it is, it does not answer
            found = Found(State.DOWN, {"error": type(error).__name__})
        finally:
            # A connection to the database belongs to its thread, and this thread has no request to close it.
            connections.close_all()
        with self._guard:
            self._note(probe.name, found)
            del self._asked[probe.name]


def overall(found: Mapping[str, tuple[str, Found]]) -> State:
    """Down where the database does not answer; degraded where something that is set up does not work; else ok."""
    if found["database"][1].state is not State.OK:
        return State.DOWN
    bad = any(one.state in (State.DOWN, State.DEGRADED) for _, one in found.values())
    return State.DEGRADED if bad else State.OK


board = Board()
"""The board of this process."""
