"""What the site has acknowledged is kept: the pragmas in force, and a process killed in the middle of its writes."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.web.running.site import ROOT, environment, manage

WRITER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai_web.settings"
django.setup()
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from django.db import transaction
n = 0
while True:
    n += 1
    with transaction.atomic():
        record("site.setting", by=Actor.system("测试"), on=("setting", f"durable-{n}", ""))
    print(n, flush=True)
"""
PRAGMAS = """
import json
from django.db import connection
with connection.cursor() as cursor:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "transaction")
    print(json.dumps({name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names[:4]}))
"""
COUNT = """
import json
from gongkai_web.audit.models import Event
print(json.dumps(sorted(Event.objects.filter(object_key__startswith="durable-").values_list("object_key", flat=True))))
"""


@pytest.mark.slow
def test_sqlite_waits_for_the_disk(home: Path) -> None:
    """FULL (2): with WAL, NORMAL may lose the last transactions in a power cut; an application that was received
    (art. 31) must not be lost."""
    assert manage(PRAGMAS, home=home) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 60000,
    }


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER)],
        env=environment(home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as console:
        acknowledged = [int(console.readline()) for _ in range(40)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in console]
    assert process.wait() == -signal.SIGKILL
    kept = set(manage(COUNT, home=home))
    assert {f"durable-{n}" for n in acknowledged} <= kept
