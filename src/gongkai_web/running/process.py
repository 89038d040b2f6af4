"""The processes under the supervisor: ``python -m gongkai_web.running.process ROLE PARENT [ARGUMENT…]``.

SIGINT and SIGHUP of the terminal reach the whole process group; here they are held back, so that the supervisor alone
decides and asks each process once, with SIGTERM, to finish what it does.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence

from gongkai_web.running.lifeline import end_with_parent

__all__ = ["main"]


def _web(host: str, port: str, workers: str, threads: str, access_log: str) -> None:
    """The server: `workers` processes of `threads` threads each; a worker that crashes is replaced."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "gongkai_web.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=int(threads),
        websockets=False,
        respawn_failed_workers=True,
        # Less than the supervisor grants, so that it finds nothing left to kill.
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=access_log == "1",
    ).serve()


def _queue() -> None:
    """The work out of the request, from Redis where REDIS_URL is set, else from the database."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if settings.TASKS["default"]["BACKEND"] == "django_tasks_rq.RQBackend":
        call_command("rqworker", "default", job_class="django_tasks_rq.Job", with_scheduler=True, verbosity=0)
        return
    call_command("db_worker", interval=1.0, startup_delay=False, verbosity=1, reload=False)


def _clock() -> None:
    """The work by the clock."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("run_jobs")


_ROLES: dict[str, Callable[..., None]] = {"web": _web, "queue": _queue, "clock": _clock}


def main(arguments: Sequence[str]) -> None:
    """Becomes the process of that role."""
    role, parent, *rest = arguments
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    end_with_parent(signal.SIGTERM, parent=int(parent))
    os.umask(0o077)
    _ROLES[role](*rest)


if __name__ == "__main__":
    main(sys.argv[1:])
