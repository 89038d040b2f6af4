"""What happens to runs: claimed by one process, worked, settled, told."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.jobs import worker
from gongkai_web.jobs.administrators import tell_administrators
from gongkai_web.jobs.models import JobRun, State
from gongkai_web.jobs.registry import Job, JobFailed
from gongkai_web.jobs.schedule import due_between

__all__ = [
    "ATTEMPTS",
    "PAUSE",
    "ask",
    "claim",
    "claim_waiting",
    "forget_runs",
    "note_missed",
    "run_now",
    "settle_dead",
    "work",
]

ATTEMPTS = 3
PAUSE = timedelta(minutes=10)
"""A run that failed is tried again so often, after so long."""
_TOLD_AGAIN = timedelta(days=1)
_log = logging.getLogger(__name__)


def claim(job: Job, due: datetime, now: datetime) -> JobRun | None:
    """The run of a job that is due, for this process alone; None where there is nothing to do (now)."""
    settle_dead(job, now)
    runs = list(JobRun.objects.of(job.name).filter(due=due, manual=False).order_by("attempt"))
    if JobRun.objects.of(job.name).filter(state=State.RUNNING).exists():
        return None
    if runs:
        again = runs[-1].retry_at
        if runs[-1].state != State.FAILED or again is None or now < again:
            return None
    attempt = runs[-1].attempt + 1 if runs else 1
    try:
        with transaction.atomic():
            return JobRun.objects.create(
                job=job.name, due=due, attempt=attempt, state=State.RUNNING, started_at=now, worker=worker.ME
            )
    except IntegrityError:  # another scheduler was quicker
        return None


def settle_dead(job: Job, now: datetime) -> None:
    """Marks runs whose process is gone as failed."""
    for run in JobRun.objects.of(job.name).filter(state=State.RUNNING):
        if worker.is_dead(run, job, now):
            mine = JobRun.objects.filter(pk=run.pk, state=State.RUNNING)
            told = "运行中断：进程已不在或超过时限"
            if mine.update(state=State.FAILED, ended_at=now, message=told, retry_at=_retry_at(run, now)):
                run.refresh_from_db()
                _tell_of_failure(job, run)


def work(job: Job, run: JobRun) -> JobRun:
    """Does the job and writes down how it ended. Never raises for what the job raises."""
    state, count, message = State.DONE, None, ""
    told, again = False, False
    try:
        done = job.work(timezone.now())
        count, message = done.count, done.message
    except JobFailed as failure:
        state, message, told = State.FAILED, str(failure), failure.told
    except Exception as error:  # noqa: BLE001 - one job must not stop the others
        state, message, again = State.FAILED, f"程序出错：{type(error).__name__}", True
        # The frames without the exception's text, which may hold a person's data.
        _log.error("job %s: %s\n%s", job.name, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    with transaction.atomic():
        mine = JobRun.objects.filter(pk=run.pk, state=State.RUNNING, worker=worker.ME)
        ended = timezone.now()
        retry_at = _retry_at(run, ended) if again else None
        mine.update(state=state, ended_at=ended, count=count, message=message[:500], retry_at=retry_at)
        run.refresh_from_db()
        if run.state == State.FAILED and not told:
            _tell_of_failure(job, run)
    return run


def _retry_at(run: JobRun, ended: datetime) -> datetime | None:
    return None if run.manual or run.attempt >= ATTEMPTS else ended + PAUSE


def _tell_of_failure(job: Job, run: JobRun) -> None:
    """To the system administrators, once it will not be tried again, and once a day while it goes on failing."""
    if run.retry_at is not None:
        return
    final = JobRun.objects.of(job.name).filter(state=State.FAILED, retry_at=None, due__gt=run.due - _TOLD_AGAIN)
    if not run.manual and final.exclude(pk=run.pk).exists():
        return
    at = timezone.localtime(run.ended_at)
    tell_administrators("job.failed", {"job": job.title, "at": f"{at:%Y-%m-%d %H:%M}", "error": run.message})


def note_missed(job: Job, due: datetime) -> int:
    """Writes down the runs between the last one and ``due`` that nobody made, as one row; how many there were.

    They are not made up for one by one: the run for ``due`` does what is due by now.
    """
    last = JobRun.objects.of(job.name).filter(manual=False, due__lt=due).order_by("-due").first()
    if last is None:
        return 0
    missed = due_between(job, last.due, due)
    if not missed:
        return 0
    told = f"停机期间错过{len(missed)}次，恢复后补做一次"
    try:
        with transaction.atomic():
            JobRun.objects.create(
                job=job.name, due=missed[-1], state=State.MISSED, count=len(missed), message=told, worker=worker.ME
            )
            at = timezone.localtime(missed[0])
            tell_administrators("job.failed", {"job": job.title, "at": f"{at:%Y-%m-%d %H:%M}", "error": told})
    except IntegrityError:
        return 0
    return len(missed)


@transaction.atomic
def ask(job: Job, *, by: Actor) -> JobRun:
    """Puts a run into the queue of the scheduler, by hand. Raises ValidationError where one waits or runs already."""
    if JobRun.objects.of(job.name).filter(state__in=(State.WAITING, State.RUNNING)).exists():
        raise ValidationError(f"“{job.title}”正在运行或已在排队。")
    run = JobRun.objects.create(
        job=job.name, due=timezone.now(), state=State.WAITING, manual=True, asked_by=by.account, attempt=1
    )
    record("job.run", by=by, on=("job", job.name, job.title))
    return run


def claim_waiting(job: Job, now: datetime) -> JobRun | None:
    """The run of this job that somebody asked for, for this process alone; None where there is none."""
    run = JobRun.objects.of(job.name).filter(state=State.WAITING).order_by("due").first()
    if run is None or JobRun.objects.of(job.name).filter(state=State.RUNNING).exists():
        return None
    waiting = JobRun.objects.filter(pk=run.pk, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, started_at=now, worker=worker.ME):
        return None
    run.refresh_from_db()
    return run


def forget_runs(before: datetime) -> int:
    """Deletes the records of runs that were due before then and are over; how many. The last success of a job stays."""
    done = JobRun.objects.filter(state=State.DONE)
    last = done.values("job").annotate(last=Max("due")).values_list("job", "last")
    kept = [done.filter(job=name, due=due).order_by("-pk").values_list("pk", flat=True)[0] for name, due in last]
    old = JobRun.objects.filter(due__lt=before).exclude(state__in=(State.WAITING, State.RUNNING))
    return old.exclude(pk__in=kept).delete()[0]


def run_now(job: Job, *, by: Actor) -> JobRun:
    """Does a job in this process. Raises ValidationError where it runs already."""
    settle_dead(job, timezone.now())
    run = ask(job, by=by)
    claimed = claim_waiting(job, timezone.now())
    return work(job, claimed) if claimed else run
