"""Work for the queue, that the tests put there and another process does."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task


@task()
def write_who(path: str, seconds: float = 0.0) -> None:
    """Writes the id of the process that does it, after so many seconds."""
    Path(path).with_suffix(".begun").touch()
    time.sleep(seconds)
    Path(path).write_text(str(os.getpid()), encoding="ascii")
