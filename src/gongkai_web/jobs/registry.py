"""The jobs: one file each in often/, hourly/, daily/ and yearly/, found by its decorator.

    @job("daily", title="校验审计记录", at="03:30")
    def audit_chain(now: datetime) -> Done:
        ...

A job may run twice or late: it does what is due by ``now`` and nothing that was done already.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Literal

__all__ = ["Done", "Job", "JobFailed", "all_jobs", "job"]

Every = Literal["often", "hourly", "daily", "yearly"]
_PACKAGES: tuple[Every, ...] = ("often", "hourly", "daily", "yearly")
_DEFAULT_AT = {"often": "10", "hourly": "05", "daily": "02:00", "yearly": "01-05 03:00"}
_GRACE = {
    "often": timedelta(minutes=30), "hourly": timedelta(minutes=30), "daily": timedelta(hours=3),
    "yearly": timedelta(days=1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: how many things, and a sentence for the administrator, without personal data."""

    count: int = 0
    message: str = ""


class JobFailed(Exception):
    """A job that could not do its work, with a Chinese message fit for the administrator's eyes.

    It is not tried again before it is due again, since trying would find the same; ``told`` says that the job has told
    the people concerned itself. Any other exception is tried again, and only its class is kept: its text may hold what
    is not the administrator's to see.
    """

    def __init__(self, message: str, *, told: bool = False) -> None:
        super().__init__(message)
        self.told = told


@dataclass(frozen=True, slots=True)
class Job:
    """A job. ``at`` is a number of minutes, a minute, HH:MM or MM-DD HH:MM of the site's time.

    ``limit`` is how long a run may take.
    """

    name: str
    title: str
    every: Every
    at: str
    text: str
    grace: timedelta
    limit: timedelta
    work: Callable[[datetime], Done]


_jobs: dict[str, Job] = {}


def job(
    every: Every, *, title: str, at: str = "", grace: timedelta | None = None, limit: timedelta = timedelta(hours=6)
) -> Callable[[Callable[[datetime], Done]], Callable[[datetime], Done]]:
    """Registers a function, under its name. Raises ValueError for a name that is taken."""

    def register(work: Callable[[datetime], Done]) -> Callable[[datetime], Done]:
        name = work.__name__
        text = (work.__doc__ or "").strip().splitlines()[0]
        made = Job(name, title, every, at or _DEFAULT_AT[every], text, grace or _GRACE[every], limit, work)
        if name in _jobs:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = made
        return work

    return register


@cache
def _found() -> bool:
    for package in _PACKAGES:
        home = import_module(f"gongkai_web.jobs.{package}")
        for module in pkgutil.iter_modules(home.__path__):
            import_module(f"{home.__name__}.{module.name}")
    return True


def all_jobs() -> dict[str, Job]:
    """Every job by name, in the order often, hourly, daily, yearly and of their times."""
    _found()
    ordered = sorted(_jobs.values(), key=lambda one: (_PACKAGES.index(one.every), one.at, one.name))
    return {one.name: one for one in ordered}
