"""The demonstration's requests: the real tables of 2023, every list with something in it, nobody real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from gongkai.law.outcomes import outcome
from gongkai.report.model import Table
from gongkai_web.annual_reports.models import PublishedReport
from gongkai_web.calendars.queries import calendar
from gongkai_web.demo import load as loading
from gongkai_web.info_requests.clock import clock_of
from gongkai_web.info_requests.codes import matches
from gongkai_web.info_requests.models import Desk, InfoRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county(tmp_path: Path, settings: object) -> Path:
    settings.GONGKAI_HOME = tmp_path  # type: ignore[attr-defined]
    path = loading.load()
    assert path is not None
    return path


def _cells(table: Table) -> Iterator[tuple[str, str, int]]:
    """The cells with a number that is not nought, without the totals."""
    for name, cell in table.cells():
        _, row, column = name.split(".")
        if column != "total" and cell.value:
            yield row, column, int(cell.value)


@pytest.mark.parametrize("code", ["350823-BGS", "350823-GXJ"])
def test_table_3_of_2023_is_the_published_one(code: str) -> None:
    published = PublishedReport.objects.get(agency__code=code).report
    cases = InfoRequest.objects.real().filter(agency__code=code, year=2023)
    table = published.tables[1]
    rows = Counter((outcome(one.outcome).row_in("2021"), one.applicant_kind) for one in cases)
    kept = {(row, column): cell for row, column, cell in _cells(table)}
    assert dict(rows) == {place: count for place, count in kept.items() if place[0] not in ("received", "concluded")}
    assert cases.count() == kept["received", "natural_person"] == kept["concluded", "natural_person"]
    assert all(one.concluded_on is not None and one.concluded_on.year == 2023 for one in cases)


def test_the_cases_of_2023_kept_the_law() -> None:
    for one in InfoRequest.objects.filter(year=2023):
        assert one.state == "archived"
        assert not one.closed_late
        clock = clock_of(one, calendar=calendar(), settings=Desk().settings, on=timezone.localdate())
        assert clock.violations == (), one.title


def test_the_open_ones_stand_in_every_state() -> None:
    rows = InfoRequest.objects.real().exclude(year=2023)
    states = set(rows.values_list("state", flat=True))
    assert states >= {
        "confirm_pending", "registered", "correction_sent", "processing", "drafting", "approving", "archived",
    }  # fmt: skip
    assert rows.late(timezone.localdate()).exists()
    assert rows.closed_late().exists()
    assert rows.filter(waits_for="征求第三方意见").exists() or rows.exclude(waits_for="").exists()
    assert InfoRequest.objects.filter(practice=True).exists()


def test_people_are_plainly_invented() -> None:
    for one in InfoRequest.objects.all():
        assert one.applicant_name.startswith(("测试", "练习"))
        assert one.identity_number.startswith("99")
        assert one.email.endswith(".invalid")


def test_a_code_opens_its_request(county: Path) -> None:
    lines = [line.split("  ") for line in county.read_text(encoding="utf-8").splitlines() if "  " in line]
    assert len(lines) == InfoRequest.objects.real().count()
    for number, code, _ in lines:
        assert matches(code, InfoRequest.objects.get(number=number).query_code)
