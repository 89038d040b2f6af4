"""Several processes write to the log at once, in a real file and on a real server: one chain, and how fast."""

from __future__ import annotations

import pytest

from tests.web.processes import Site

WRITE = """
from django.db import transaction
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
for count in range(50):
    with transaction.atomic():
        record("test.it", by=Actor("w"), on=("thing", count, "事"), after={"n": count})
"""


@pytest.mark.slow
def test_many_writers_make_one_chain(site: Site) -> None:
    writers = [site.start("-c", f"import django; django.setup()\n{WRITE}") for _ in range(3)]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    assert "共150条" in site.manage("audit", "verify")
