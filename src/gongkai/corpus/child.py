"""The process that reads: one file after another from the pipe named on its command line, until the pipe closes.

A file that makes it crash, hang or swell kills this process alone; see ``guard``, which starts it.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import resource
import sys
from multiprocessing.connection import Connection

from gongkai.corpus.rows import read_row
from gongkai.readers.errors import Unreadable

__all__ = ["CRASHED", "FAILED", "IDLE_SECONDS", "READ", "serve"]

READ, FAILED, CRASHED = b"R", b"F", b"X"
"""First byte of an answer: a row follows; the reason why the file cannot be read; the type of an unforeseen error."""

IDLE_SECONDS = 60
"""A child without work ends by itself, so that none is left on a cluster whose client was killed."""
MAX_MEMORY = 4 * 1024**3
"""Bytes of memory of its own. Reading stays below 512 MB; recognising a scan needs more."""


def serve(pipe: Connection) -> None:
    """Answers each pair of messages (options, content) with one message, until the other side is gone."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    while True:
        # The watchdog is a thread of C, which ends this process also where no Python code gets its turn.
        faulthandler.dump_traceback_later(IDLE_SECONDS, exit=True, file=devnull)
        try:
            seconds, _, ending = pipe.recv_bytes().decode().partition(" ")
            data = pipe.recv_bytes()
            faulthandler.dump_traceback_later(float(seconds), exit=True, file=devnull)
            answer = _answer(data, ending)
            del data
            pipe.send_bytes(answer)
        except (EOFError, OSError):
            return


def _answer(data: bytes, ending: str) -> bytes:
    try:
        return READ + read_row(data, ending)
    except Unreadable as error:
        return FAILED + " ".join(error.reason.split()).encode("utf-8", "replace")
    except Exception as error:  # noqa: BLE001  a file must never stop the run; the type is told
        return CRASHED + type(error).__name__.encode("utf-8", "replace")


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


if __name__ == "__main__":
    _limit_memory()
    gc.freeze()
    serve(Connection(int(sys.argv[1])))
