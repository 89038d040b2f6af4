"""What the benchmark of the law measures is the same thing for everybody who is measured."""

from __future__ import annotations

from benchmarks import law
from benchmarks.peers import Peers
from gongkai.law.calendar import standard_calendar
from gongkai.law.deadlines import due_day


def test_all_give_the_same_due_days() -> None:
    rows = law.run(60, 1, Peers()).rows
    measured = [row for row in rows if row[6]]
    assert len(measured) >= 4
    assert {row[6] for row in measured} == {"100.0%"}
    assert "找出变动的" in rows[-1][0]
    assert "找出变动的0件" not in rows[-1][0]


def test_the_cases_have_suspensions() -> None:
    calendar = standard_calendar()
    cases = [law._case(seed, law.date(2023, 1, 3), 240) for seed in range(200)]
    moved = sum(due_day(calendar, *case) != calendar.add(case[0], case[1]) for case in cases)
    assert moved > 190
