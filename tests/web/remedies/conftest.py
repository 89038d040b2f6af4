"""A desk whose requests are contested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.remedies.actions.cases import open_case
from gongkai_web.remedies.models import RemedyCase
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk

FILED = date(2025, 11, 10)


@dataclass
class Court:
    """Where the bureau is contested."""

    __test__ = False
    desk: TestDesk

    def replied(self, on: date = date(2025, 10, 15), **changed: Any) -> InfoRequest:
        """A request that was answered."""
        request = self.desk.register(date(2025, 9, 26), **changed)
        self.desk.walk(request, "assigned", "drafted", "submitted", "approved", "replied", on=on)
        return request

    def open(self, request: InfoRequest | None = None, **changed: Any) -> RemedyCase:
        """A review of it, or what was said instead."""
        data = {
            "group": "review", "organ": "清溪县人民政府", "number": "清政复〔2025〕7号", "subject": "D6",
            "party": "测试申请人", "filed_on": FILED, "request": request, **changed,
        }  # fmt: skip
        return open_case(self.desk.agency, data, by=BY)


@pytest.fixture
def court(world: World) -> Court:
    """Reviews and lawsuits against the bureau."""
    return Court(TestDesk(world.bureau))
