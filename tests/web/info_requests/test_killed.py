"""Two hundred people send their applications at once, and the server is killed in the middle (kill -9)."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.web.info_requests.applying import BEHIND_PROXY, DRAFTS, Answer, at_once, number_of
from tests.web.running.conftest import home, prepared
from tests.web.running.site import Site, gone, manage, site
from tests.web.server_fixtures import empty_postgresql, postgresql_server

__all__ = ["empty_postgresql", "home", "postgresql_server", "prepared"]

pytestmark = pytest.mark.slow
PEOPLE = 200
BEFORE_THE_END = 60
"""Acknowledgements after which the server is killed."""
AGENCY = "350823-GXJ"
COUNTY = """
import tomllib
from django.db import transaction
from gongkai_web.demo.load import _BY, _agencies, _data, _regions
from gongkai_web.organisations.actions import set_up_platform
told = tomllib.loads(_data("county.toml"))
with transaction.atomic():
    regions = _regions(told["regions"])
    set_up_platform(by=_BY, **{**told["platform"], "region": regions[told["platform"]["region"]]})
    _agencies(told["agencies"], regions)
print("{}")
"""
"""The agencies of the demonstration and nothing else of it, which takes as long as all the rest of the test."""
KEPT = f"""
import json
from gongkai_web.info_requests.models import Application, InfoRequest, Sequence, Step
here = InfoRequest.objects.filter(agency__code={AGENCY!r}, practice=False)
rows = here.filter(channel="internet")
all_of_them = here.filter(year=max(rows.values_list("year", flat=True)))
print(json.dumps({{
    "numbers": sorted(rows.values_list("number", flat=True)),
    "sequences": sorted(all_of_them.values_list("sequence", flat=True)),
    "last": max(Sequence.objects.filter(agency__code={AGENCY!r}, series="request").values_list("year", "last"))[1],
    "steps": Step.objects.filter(request__in=rows, event="arrived").count(),
    "sent": Application.objects.exclude(request=None).values("request").distinct().count(),
}}))
"""


def kill_all(running: Site) -> None:
    """As when the machine loses its power: nobody gets a chance to finish."""
    processes = [psutil.Process(running.process.pid), *running.processes()]
    os.killpg(running.process.pid, signal.SIGKILL)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    assert gone(processes) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_acknowledged_application_is_there(
    kind: str, home: Path, request: pytest.FixtureRequest
) -> None:  # fmt: skip
    env = dict(BEHIND_PROXY)
    if kind == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("empty_postgresql")
        env["DATABASE_URL"] = make()
    with site(home, env=env) as running:
        running.ready()
        manage(COUNTY, home=home, env=env)
        cookies = manage(DRAFTS.format(code=AGENCY, count=PEOPLE), home=home, env=env)
        enough, counting, count = threading.Event(), threading.Lock(), 0

        def seen(answer: Answer) -> None:
            nonlocal count
            with counting:
                count += answer.acknowledged
            if count >= BEFORE_THE_END:
                enough.set()

        def killer() -> None:
            enough.wait(300)
            kill_all(running)

        thread = threading.Thread(target=killer)
        thread.start()
        answers = at_once(running.port, cookies, seen)
        enough.set()
        thread.join()
    acknowledged = [place for place, answer in enumerate(answers) if answer.acknowledged]
    assert BEFORE_THE_END <= len(acknowledged) < PEOPLE
    assert {answer.status for answer in answers} <= {0, 302}

    with site(home, env=env) as again:
        again.ready()
        kept = manage(KEPT, home=home, env=env)
        numbers = [number_of(again.port, place, cookies[place]) for place in acknowledged]
        assert all(numbers)
        assert set(numbers) <= set(kept["numbers"])
        assert len(set(numbers)) == len(numbers)
        _without_gaps(kept)
        # Whoever was not told sends again: he finds his own, or is registered now; nobody is registered twice.
        rest = [cookie for place, cookie in enumerate(cookies) if place not in set(acknowledged)]
        assert all(answer.acknowledged or answer.status == 302 for answer in at_once(again.port, rest))
        after = manage(KEPT, home=home, env=env)
        assert len(after["numbers"]) == PEOPLE
        assert after["sent"] == PEOPLE
        _without_gaps(after)
        assert set(kept["numbers"]) <= set(after["numbers"])


def _without_gaps(kept: dict[str, list[int] | int]) -> None:
    sequences = kept["sequences"]
    assert isinstance(sequences, list)
    assert sequences == list(range(1, len(sequences) + 1))
    assert kept["last"] == len(sequences)
    assert kept["steps"] == len(kept["numbers"])  # type: ignore[arg-type]
