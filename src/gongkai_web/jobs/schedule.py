"""When a job is due, in the site's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from gongkai_web.jobs.registry import Job

__all__ = ["due_between", "latest_due", "next_due"]


def _in_period(job: Job, local: datetime) -> datetime:
    """The due instant in the hour, day or year of ``local``; of those in the hour, the latest before it."""
    base = local.replace(second=0, microsecond=0)
    if job.every == "often":  # counted from the full hour, whose last run may come sooner after the one before
        return base.replace(minute=base.minute - base.minute % int(job.at))
    if job.every == "hourly":
        return base.replace(minute=int(job.at))
    day, _, clock = job.at.rpartition(" ")
    hour, minute = (int(part) for part in clock.split(":"))
    if job.every == "yearly":
        month, number = (int(part) for part in day.split("-"))
        base = base.replace(month=month, day=number)
    return base.replace(hour=hour, minute=minute)


def _step(job: Job, due: datetime, steps: int) -> datetime:
    if job.every == "often":
        hour = due.replace(minute=0)
        return min(due + timedelta(minutes=int(job.at)), hour + timedelta(hours=1))
    if job.every == "hourly":
        return due + timedelta(hours=steps)
    if job.every == "daily":
        return due + timedelta(days=steps)
    return due.replace(year=due.year + steps)


def latest_due(job: Job, now: datetime) -> datetime:
    """The last instant not after ``now`` at which it was due."""
    due = _in_period(job, timezone.localtime(now))
    return due if due <= now else _step(job, due, -1)


def next_due(job: Job, now: datetime) -> datetime:
    """The first instant after ``now`` at which it is due."""
    return _step(job, latest_due(job, now), 1)


def due_between(job: Job, after: datetime, before: datetime, most: int = 10_000) -> list[datetime]:
    """The instants after ``after`` and before ``before`` at which it was due, at most so many."""
    dues = []
    due = next_due(job, after)
    while due < before and len(dues) < most:
        dues.append(due)
        due = _step(job, due, 1)
    return dues
