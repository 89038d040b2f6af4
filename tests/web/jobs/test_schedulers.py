"""Two real schedulers side by side make every run once, and end when they are told to."""

from __future__ import annotations

import signal
import time

import pytest

from tests.web.processes import Site

COUNT = """
from gongkai_web.jobs.models import JobRun
runs = list(JobRun.objects.all())
print(len(runs), sum(run.state != "done" for run in runs), len({(run.job, run.due) for run in runs}))
"""


@pytest.mark.slow
def test_two_schedulers(site: Site) -> None:
    schedulers = [site.start("-m", "django", "run_jobs") for _ in range(2)]
    try:
        for _ in range(60):
            time.sleep(1)
            told = site.python(COUNT).split()
            if int(told[0]) >= 9 and told[1] == "0":
                break
    finally:
        for scheduler in schedulers:
            scheduler.send_signal(signal.SIGTERM)
    ends = [scheduler.communicate(timeout=60) for scheduler in schedulers]
    assert [scheduler.returncode for scheduler in schedulers] == [0, 0], ends
    assert told[1] == "0"
    assert told[0] == told[2]
