"""A process that ends when its parent does, even when the parent was killed with no chance to say so."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

__all__ = ["end_with_parent"]

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals, *, parent: int | None = None) -> None:
    """From now on the kernel sends this process ``number`` when its parent ends (Linux; elsewhere nothing happens).

    With ``parent``, the id of the process that started this one, a parent that has ended already is noticed too.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), number)
