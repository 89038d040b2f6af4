"""Reads: how each job stands, what was missed, whether a scheduler lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongkai_web.jobs.models import Beat, JobRun, State
from gongkai_web.jobs.registry import Job, all_jobs
from gongkai_web.jobs.schedule import latest_due, next_due

__all__ = ["Standing", "is_alive", "last_done", "missed", "standing"]

_SILENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """A job with its last run (None before the first), when it is due again, and whether it was missed."""

    job: Job
    last: JobRun | None
    next_at: datetime
    missed: bool


def last_done(name: str) -> JobRun | None:
    """The last run that succeeded."""
    return JobRun.objects.of(name).filter(state=State.DONE).order_by("-due").first()


def missed(now: datetime) -> list[Job]:
    """The jobs whose last due instant and grace have passed without a success since, by the clock or by hand.

    A job that has never been due while the site ran is not missed: before the first run of any, nothing is.
    """
    first = JobRun.objects.order_by("due").values_list("due", flat=True).first()
    if first is None:
        return []
    found = []
    for job in all_jobs().values():
        due = latest_due(job, now - job.grace)
        if due < first:
            continue
        if not JobRun.objects.of(job.name).filter(state=State.DONE, due__gte=due).exists():
            found.append(job)
    return found


def standing(now: datetime) -> list[Standing]:
    """Every job."""
    late = {job.name for job in missed(now)}
    rows = []
    for job in all_jobs().values():
        last = JobRun.objects.of(job.name).exclude(state=State.MISSED).order_by("-due", "-attempt").first()
        rows.append(Standing(job, last, next_due(job, now), job.name in late))
    return rows


def is_alive(now: datetime) -> bool:
    """True when a scheduler gave a sign of life in the last two minutes, or is busy with a job."""
    if Beat.objects.filter(at__gt=now - _SILENT).exists():
        return True
    return any(
        run.started_at is not None and run.job in all_jobs() and now - run.started_at < all_jobs()[run.job].limit
        for run in JobRun.objects.filter(state=State.RUNNING)
    )
