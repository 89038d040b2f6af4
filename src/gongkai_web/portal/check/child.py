"""The processes that read. One has loaded everything and waits; each file gets a process of its own, forked from it.

So a file starts at once, and whatever it does to its process (crash, hang, swell, worse) is gone with that process. No
Django here, and no secret of the site in the environment (see ``pool``).
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import resource
import sys
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

__all__ = ["CRASHED", "DATA", "DIED", "FILE", "IDLE_SECONDS", "MAX_ANSWER", "UNREADABLE"]

DATA, FILE, UNREADABLE, CRASHED, DIED = b"J", b"F", b"U", b"X", b"D"
"""First byte of an answer: JSON, a file, a reason in Chinese, an error's type, the status of a process that died."""
IDLE_SECONDS = 600
MAX_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer."""
_MEMORY = 2 * 1024**3
"""Bytes of memory of its own: reading stays below 512 MB, recognising a scan needs more."""
_WRITTEN = 256 * 1024 * 1024
"""Bytes of a file it may write; only LibreOffice, which turns old Word files into new ones, writes any."""
_DONE = 64
"""Status of a process that has answered; nothing else ends with it by chance."""
_LOADED = (
    "gongkai.checks.modules",
    "gongkai.readers.docx",
    "gongkai.readers.html",
    "gongkai.readers.pdf",
    "gongkai.readers.plain",
    "gongkai.readers.recognise",
    "gongkai.readers.report",
    "gongkai.readers.xlsx",
    "gongkai_web.portal.check.verdict",
)


def _limits() -> None:
    for kind, most in ((resource.RLIMIT_DATA, _MEMORY), (resource.RLIMIT_FSIZE, _WRITTEN), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(told: dict[str, Any], data: bytes, before: bytes) -> bytes:
    from gongkai.readers.errors import Unreadable
    from gongkai.readers.report import read_report_bytes
    from gongkai_web.portal.check.verdict import page_data

    try:
        report = read_report_bytes(data, told["name"])
    except Unreadable as error:
        return UNREADABLE + _line(error.reason)
    if told["do"] == "convert":
        from gongkai.writers import render

        return FILE + render(report, told["kind"])
    previous, problem = None, ""
    if before:
        try:
            previous = read_report_bytes(before, told["previous"])
        except Unreadable as error:
            problem = _line(error.reason).decode()
    page = page_data(told["name"], report, previous) | {"previous_problem": problem}
    return DATA + json.dumps(page, ensure_ascii=False).encode("utf-8", "replace")


def _line(text: str) -> bytes:
    return " ".join(text.split()).encode("utf-8", "replace")


def _work(pipe: Connection, devnull: int) -> None:
    """One file, in a process of its own."""
    _limits()
    told = json.loads(pipe.recv_bytes())
    # The watchdog is a thread of C, which ends the process also where no Python code gets its turn.
    faulthandler.dump_traceback_later(told["seconds"], exit=True, file=devnull)
    data, before = pipe.recv_bytes(), pipe.recv_bytes()
    try:
        answer = _answer(told, data, before)
    except Exception as error:  # noqa: BLE001  the type is told, the text may be the file's
        answer = CRASHED + type(error).__name__.encode()
    pipe.send_bytes(answer)


def _serve(pipe: Connection) -> None:
    """Forks for each request, until the other side is gone, nothing comes for long, or a file kills its process."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    for name in _LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()  # so that the collector of a fork does not copy every page of memory
    while pipe.poll(IDLE_SECONDS):
        child = os.fork()
        if child == 0:
            status = 1  # also what the watchdog ends with
            try:
                _work(pipe, devnull)
                status = _DONE
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != _DONE:
            pipe.send_bytes(DIED + str(code).encode())
            return  # the rest of what was sent may still be in the pipe


if __name__ == "__main__":
    try:
        _serve(Connection(int(sys.argv[1])))
    except (EOFError, OSError):
        sys.exit(0)  # the site is gone
