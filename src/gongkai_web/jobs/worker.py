"""Who runs a job, and whether he still lives."""

from __future__ import annotations

import os
import socket
import uuid
from datetime import datetime

from gongkai_web.jobs.models import JobRun
from gongkai_web.jobs.registry import Job

__all__ = ["HOST", "ME", "is_dead"]

HOST = socket.gethostname()[:60]
# The last part tells this process from an earlier one with the same number, as every container has its process 1.
ME = f"{HOST}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def is_dead(run: JobRun, job: Job, now: datetime) -> bool:
    """True for a run whose process is gone, or that has taken longer than its job may."""
    if run.started_at is not None and now - run.started_at > job.limit:
        return True
    if run.worker == ME:
        return False
    host, _, rest = run.worker.partition(":")
    pid = rest.partition(":")[0]
    if host != HOST or not pid.isdigit() or os.name == "nt":  # elsewhere only the limit tells
        return False
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
