"""Processes write to the log at once, are killed, find the disk full: one chain with everything acknowledged in it."""

from __future__ import annotations

import resource
import signal

import pytest

from tests.web.processes import Site

pytestmark = pytest.mark.slow
WRITE = """
from django.db import transaction
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
for count in range({count}):
    with transaction.atomic():
        record("test.it", by=Actor("w"), on=("thing", count, "事"), after={{"n": "字" * 100}})
    print(count, flush=True)
"""
KEPT = """
from gongkai_web.audit.models import Event
print(*Event.objects.filter(verb="test.it").order_by("number").values_list("object_key", flat=True))
"""


def writing(count: int) -> list[str]:
    return ["-c", "import django; django.setup()\n" + WRITE.format(count=count)]


def test_many_writers_make_one_chain(site: Site) -> None:
    writers = [site.start(*writing(50)) for _ in range(3)]
    for writer in writers:
        _, errors = writer.communicate(timeout=240)
        assert writer.returncode == 0, errors
    assert "共150条，链条完整" in site.manage("audit", "verify")


def test_what_was_acknowledged_is_kept_after_a_kill(site: Site) -> None:
    writer = site.start(*writing(10**6))
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(100)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.stdout.read().split()
    writer.communicate()
    kept = site.python(KEPT).split()
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) - len(acknowledged) <= 1  # the one that was written and not yet told
    assert "链条完整" in site.manage("audit", "verify")


def test_a_full_disk_refuses_and_loses_nothing(new_site) -> None:
    site = new_site("sqlite")
    room = (site.home / "gongkai.sqlite3").stat().st_size + 200_000

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    writer = site.start(*writing(10**6), preexec_fn=small_files)
    acknowledged, errors = writer.communicate(timeout=240)
    assert writer.returncode == 1
    assert "OperationalError" in errors
    assert len(acknowledged.split()) > 10
    assert site.python(KEPT).split() == acknowledged.split()
    assert "链条完整" in site.manage("audit", "verify")
    site.python(WRITE.format(count=1))  # and goes on when there is room
    assert "链条完整" in site.manage("audit", "verify")
