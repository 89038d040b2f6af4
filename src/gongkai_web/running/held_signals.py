"""Starting a process so that Ctrl-C in the terminal never reaches it, not even before its first line runs."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["HELD", "held_signals"]

HELD = frozenset({signal.SIGINT, signal.SIGHUP})
"""What the terminal sends to the whole process group, and the supervisor alone answers."""


@contextmanager
def held_signals() -> Iterator[None]:
    """Holds them back in this thread; what is started meanwhile inherits that, what came meanwhile comes afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
