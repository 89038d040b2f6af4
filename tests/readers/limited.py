"""Reads each file named on standard input in a process of its own and tells how that ended, a line of JSON a file.

The process is killed by the system after ``SECONDS`` of its own time. As root it becomes nobody first, so that the
permissions of a file count; its memory is what the system says it ever had.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from importlib import import_module

SECONDS = 10
NOBODY = 65534


def main() -> None:
    """Load all readers once, so that what is measured is the reading, then fork for each file."""
    for module in ("report", "recognise", "docx", "xlsx", "ofd", "office", "pdf", "html", "plain"):
        import_module(f"gongkai.readers.{module}")
    for line in sys.stdin:
        path, forbidden = json.loads(line)
        print(json.dumps(_read(path, as_nobody=forbidden)), flush=True)


def _read(path: str, *, as_nobody: bool) -> dict[str, object]:
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        if as_nobody and os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        with os.fdopen(into, "w") as result:
            json.dump(_outcome(path), result)
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as result:
        told = result.read()
    _, status, usage = os.wait4(child, 0)
    found = json.loads(told) if told else {"died": os.waitstatus_to_exitcode(status)}
    return found | {"megabytes": usage.ru_maxrss / 1024, "seconds": usage.ru_utime + usage.ru_stime}


def _outcome(path: str) -> dict[str, object]:
    from gongkai.readers.errors import Unreadable
    from gongkai.readers.report import read_report

    try:
        report = read_report(path)
    except Unreadable as error:
        return {"reason": error.reason}
    except BaseException:  # noqa: BLE001 - whatever it is, the test wants to show it
        return {"raised": traceback.format_exc()}
    return {"read": f"{report.format} {report.agency} {report.year}"}


if __name__ == "__main__":
    main()
