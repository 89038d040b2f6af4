"""What is published unasked, how soon, and what the year asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.law.calendar import standard_calendar
from gongkai.law.clauses import clause
from gongkai.law.disclosure import categories, next_review, publish_by, timeliness
from gongkai.law.settings import Settings
from gongkai.law.yearly import report_deadlines
from tests.law.case_files import cases

CALENDAR = standard_calendar()


@pytest.mark.parametrize(
    ("level", "own"), [("national", 0), ("province", 0), ("prefecture", 7), ("county", 7), ("township", 8)]
)
def test_categories_by_level(level: Any, own: int) -> None:
    found = categories(level)
    assert [c.id for c in found] == ["19", *(f"20.{n}" for n in range(1, 16)), *(f"21.{n}" for n in range(1, own + 1))]
    assert {c.clause for c in found} == {f"REG2019/{c.id.partition('.')[0]}" for c in found}
    assert all(c.label and clause(c.clause) for c in found)


def test_what_the_categories_are() -> None:
    labels = {c.id: c.label for c in categories("township")}
    assert labels["20.7"] == "财政预算、决算信息"
    assert labels["21.8"] == "社会救助"
    assert {c.label for c in categories("county") if c.id.startswith("21")} == {
        "市政建设", "公共服务", "公益事业", "土地征收", "房屋征收", "治安管理", "社会救助",
    }  # fmt: skip


def test_twenty_working_days_to_publish() -> None:
    formed = date(2024, 2, 5)
    assert publish_by(formed, CALENDAR) == date(2024, 3, 8)
    in_time = timeliness(formed, date(2024, 3, 8), CALENDAR)
    assert (in_time.by, in_time.took, in_time.late, in_time.in_time) == (date(2024, 3, 8), 20, 0, True)
    late = timeliness(formed, date(2024, 3, 12), CALENDAR)
    assert (late.took, late.late, late.in_time) == (22, 2, False)
    assert timeliness(formed, formed, CALENDAR).took == 0
    assert publish_by(formed, CALENDAR, 7) == date(2024, 2, 20)
    assert timeliness(formed, date(2024, 2, 21), CALENDAR, 7).late == 1
    with pytest.raises(ValueError, match="公开日期早于形成日期"):
        timeliness(formed, date(2024, 2, 4), CALENDAR)


def test_what_is_withheld_is_looked_at_again() -> None:
    assert next_review(date(2024, 2, 29)) == date(2025, 2, 28)
    assert next_review(date(2024, 2, 29), 1) == date(2024, 3, 29)
    with pytest.raises(ValueError, match="评估周期应当是正的月数"):
        next_review(date(2024, 2, 29), 0)


@pytest.mark.parametrize("case", cases("yearly"))
def test_the_days_of_the_annual_report(case: dict[str, Any]) -> None:
    own = Settings(**case["settings"]) if "settings" in case else None
    departments, governments = report_deadlines(case["year"], own)
    assert (departments.by, governments.by) == (case["departments"], case["governments"])
    assert {departments.clause, governments.clause} == {case["clause"]}
    assert departments.whom != governments.whom
