"""The planner of SQLite knows how the tables are filled; PostgreSQL sees to that by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.jobs.daily.statistics import statistics
from tests.web.info_requests.conftest import TestDesk, desk

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def test_a_person_is_looked_for_by_his_index_and_not_among_all_of_the_agency(desk: TestDesk) -> None:
    made = [
        desk.register(timezone.localdate() - timedelta(3), identity_number=f"99010119900101{n:04d}") for n in range(8)
    ]
    done = statistics(timezone.now())
    if connection.vendor != "sqlite":
        assert done.count == 0
        return
    assert done.count == 1
    index = made[0].identity_number_index
    rows = InfoRequest.objects.filter(agency=made[0].agency, practice=False, identity_number_index=index).order_by()
    assert "(identity_number_index=?)" in rows.explain()
    assert [row.pk for row in rows] == [made[0].pk]
