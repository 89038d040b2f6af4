"""The scheduler: looks every few seconds at what is due and does it, one job after another."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from gongkai_web.jobs import actions
from gongkai_web.jobs.models import Beat, JobRun
from gongkai_web.jobs.registry import Job, all_jobs
from gongkai_web.jobs.schedule import latest_due
from gongkai_web.jobs.worker import HOST

__all__ = ["run_forever", "tick"]

_PAUSE = 5.0
_log = logging.getLogger(__name__)


def tick(now: datetime | None = None, stop: threading.Event | None = None) -> list[JobRun]:
    """Does everything that is due or was asked for by hand; the runs that were made.

    After a downtime a job runs once, however often it was missed. Several schedulers may tick at once.
    """
    made = []
    for job in all_jobs().values():
        if stop is not None and stop.is_set():
            break
        run = _next_run(job, now or timezone.now())
        if run is not None:
            made.append(actions.work(job, run))
    return made


def _next_run(job: Job, now: datetime) -> JobRun | None:
    if asked := actions.claim_waiting(job, now):
        return asked
    due = latest_due(job, now)
    run = actions.claim(job, due, now)
    if run is not None and run.attempt == 1:
        actions.note_missed(job, due)
    return run


def run_forever(stop: threading.Event) -> None:
    """Ticks until ``stop`` is set; the job under way is finished first. A lost database is waited for."""
    while not stop.is_set():
        try:
            close_old_connections()
            Beat.objects.update_or_create(host=HOST, defaults={"at": timezone.now()})
            tick(stop=stop)
        except DatabaseError as error:
            _log.error("scheduler: %s", type(error).__name__)
            connection.close()
        stop.wait(_PAUSE)
