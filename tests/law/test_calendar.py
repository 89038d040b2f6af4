"""Working days: the notices of 2023–2026, counting, gaps, provisional answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongkai.law.calendar import (
    Answer,
    Calendar,
    CalendarGap,
    DayOff,
    add_months,
    standard_calendar,
    standard_notices,
)
from gongkai.law.notices import read_notice
from tests.law.case_files import cases, days_of, load

CALENDAR = standard_calendar()
PER_YEAR = load("workdays")["per_year"]
NOTICES = load("calendar")
NOTICE_2027 = read_notice(
    {"year": 2027, "source": "测试", "rest": {"2027-01-01..2027-01-03": "元旦"}, "work": ["2026-12-27"]}
)


def days_of_year(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("case", cases("workdays"))
def test_the_nth_working_day(case: dict[str, Any]) -> None:
    start, count, day = case["start"], case["count"], case["day"]
    assert CALENDAR.add(start, count) == day
    assert CALENDAR.between(start, day) == count
    assert CALENDAR.between(day, start) == -count
    assert CALENDAR.is_workday(day)
    assert len(list(CALENDAR.workdays(start, day))) == count
    answer = CALENDAR.explain_add(start, count)
    assert (answer.day, answer.counted, answer.provisional) == (day, count, False)
    assert len(answer.skipped) + count == (day - start).days
    assert answer == CALENDAR.explain_between(start, day)


@pytest.mark.parametrize(("year", "count"), PER_YEAR.items())
def test_working_days_of_a_year(year: str, count: int) -> None:
    assert sum(map(CALENDAR.is_workday, days_of_year(int(year)))) == count


@pytest.mark.parametrize(("year", "listed"), NOTICES.items())
def test_every_day_of_a_notice(year: str, listed: dict[str, list[str]]) -> None:
    rest, work = days_of(listed["rest"]), days_of(listed["work"])
    for day in {*days_of_year(int(year)), *rest, *work}:
        assert CALENDAR.is_workday(day) == (day in work or (day.weekday() < 5 and day not in rest)), day
        assert CALENDAR.is_make_up(day) == (day in work)
        named = day in CALENDAR.notices[int(year)].rest
        assert named <= (day in rest)
        why = CALENDAR.why_off(day)
        assert (why is None) == CALENDAR.is_workday(day)
        assert why is None or why.endswith("放假") or day.weekday() > 4


def test_new_year_in_december_belongs_to_the_notice_of_the_new_year() -> None:
    notices = standard_notices()
    assert date(2018, 12, 31) in notices[2019].rest
    assert date(2018, 12, 29) in notices[2019].work
    assert all(day.year == year or day.month == 12 for year, n in notices.items() for day in (*n.rest, *n.work))
    assert {name for n in notices.values() for name in n.rest.values()} == {
        "元旦", "春节", "清明节", "劳动节", "端午节", "国庆节", "中秋节", "抗战胜利70周年纪念日",
    }  # fmt: skip
    assert all(n.source and len(n.rest) > 5 for n in notices.values())


def test_explained() -> None:
    assert CALENDAR.explain_add(date(2023, 9, 25), 7).explain() == [
        "2023-09-29不计：中秋节放假",
        "2023-09-30至2023-10-06不计：国庆节放假",
        "2023-10-07（周六）调休上班，计入",
        "2023-10-08（周日）调休上班，计入",
    ]
    assert CALENDAR.explain_add(date(2024, 3, 1), 1).explain() == ["2024-03-02至2024-03-03不计：周末"]
    assert CALENDAR.explain_add(date(2024, 3, 4), 1) == Answer(date(2024, 3, 5), 1, ())
    two = Answer(date(2024, 1, 9), 1, (DayOff(date(2024, 1, 1), "甲"), DayOff(date(2024, 1, 8), "甲")))
    assert two.explain() == ["2024-01-01不计：甲", "2024-01-08不计：甲"]
    days = [DayOff(date(2024, 1, n), why) for n, why in ((1, "乙"), (2, "乙"), (3, "甲"), (4, "丙"), (6, "丙"))]
    assert Answer(date(2024, 1, 9), 1, tuple(days)).explain() == [
        "2024-01-01至2024-01-02不计：乙",
        "2024-01-03不计：甲",
        "2024-01-04不计：丙",
        "2024-01-06不计：丙",
    ]
    made_up = CALENDAR.explain_add(date(2024, 2, 9), 1)
    assert (made_up.day, made_up.worked) == (date(2024, 2, 18), (date(2024, 2, 18),))
    assert [d.day.day for d in CALENDAR.explain_between(date(2024, 3, 1), date(2024, 3, 3)).skipped] == [2, 3]


def test_next_and_roll() -> None:
    friday, saturday, monday = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 4)
    assert (CALENDAR.next(friday), CALENDAR.next(saturday)) == (monday, monday)
    assert (CALENDAR.roll(friday), CALENDAR.roll(saturday)) == (friday, monday)
    rolled = CALENDAR.explain_roll(saturday)
    assert (rolled.day, [d.day.day for d in rolled.skipped]) == (monday, [2, 3])
    assert rolled.counted == 0
    assert [d.day.day for d in CALENDAR.explain_roll(date(2024, 3, 3)).skipped] == [3]
    assert CALENDAR.explain_roll(friday).skipped == ()


def test_days_and_months_roll() -> None:
    assert CALENDAR.add_days(date(2024, 8, 3), 60) == date(2024, 10, 8)
    assert CALENDAR.add_days(date(2024, 3, 1), 0) == date(2024, 3, 1)
    assert CALENDAR.add_months(date(2024, 3, 1), 6) == date(2024, 9, 2)
    assert add_months(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert add_months(date(2023, 1, 31), 0) == date(2023, 1, 31)
    assert add_months(date(2023, 12, 15), 1) == date(2024, 1, 15)
    assert add_months(date(2023, 11, 15), 1) == date(2023, 12, 15)
    assert add_months(date(9999, 11, 15), 1) == date(9999, 12, 15)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: CALENDAR.add(date(2024, 3, 1), -1), "工作日数不能是负数"),
        (lambda: CALENDAR.add_days(date(2024, 3, 1), -1), "天数不能是负数"),
        (lambda: CALENDAR.add_days(date(2024, 3, 1), 10**9), "1000000000天太长，没有这样的日期"),
        (lambda: CALENDAR.add_days(date(2024, 3, 1), 10**12), "1000000000000天太长，没有这样的日期"),
        (lambda: CALENDAR.add_months(date(2024, 3, 1), -1), "月数不能是负数"),
        (lambda: CALENDAR.add_months(date(9999, 12, 15), 1), "1个月太长，没有这样的日期"),
        (lambda: Calendar({}), "a calendar needs at least one notice"),
    ],
)
def test_wrong_counts(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=f"^{says}$"):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.add(date(2026, 12, 20), 20),
        lambda c: c.add(date(2027, 1, 4), 0),
        lambda c: c.add(date(2026, 3, 2), 10**9),
        lambda c: c.between(date(2026, 12, 20), date(2027, 1, 5)),
        lambda c: list(c.workdays(date(2026, 12, 20), date(2027, 1, 5))),
        lambda c: c.is_workday(date(2027, 1, 4)),
        lambda c: c.is_workday(date(2027, 1, 1)),
        lambda c: c.add(date(2026, 12, 30), 2),
        lambda c: c.why_off(date(2027, 1, 4)),
        lambda c: c.roll(date(2027, 1, 4)),
        lambda c: c.add_days(date(2026, 12, 20), 60),
    ],
)
def test_a_year_without_a_notice_is_a_gap(call: Any) -> None:
    known = Calendar({year: n for year, n in CALENDAR.notices.items() if year <= 2026})
    with pytest.raises(CalendarGap, match="没有2027年的放假安排") as caught:
        call(known)
    assert caught.value.year == 2027


def test_a_gap_between_two_notices() -> None:
    known = Calendar({2024: standard_notices()[2024], 2026: standard_notices()[2026]})
    assert known.years == (2024, 2026)
    assert known.add(date(2024, 3, 1), 20) == CALENDAR.add(date(2024, 3, 1), 20)
    for call in (
        lambda: known.add(date(2024, 12, 20), 20),
        lambda: known.add(date(2024, 12, 20), 600),
        lambda: known.add(date(2024, 12, 20), 300),
        lambda: known.between(date(2024, 3, 1), date(2026, 3, 1)),
        lambda: known.is_workday(date(2025, 3, 3)),
    ):
        with pytest.raises(CalendarGap) as caught:
            call()
        assert caught.value.year == 2025
    with pytest.raises(CalendarGap) as caught:
        known.add(date(2026, 12, 20), 20)
    assert caught.value.year == 2027
    with pytest.raises(CalendarGap) as caught:
        known.is_workday(date(2023, 12, 29))
    assert caught.value.year == 2023
    sure = known.provisional(2026)
    assert sure.explain_between(date(2024, 12, 30), date(2026, 1, 5)).missing == (2025,)
    assert sure.years == (2024, 2026)


def test_a_provisional_answer_says_so() -> None:
    known = Calendar({year: n for year, n in CALENDAR.notices.items() if year <= 2026})
    answer = known.provisional(2027).explain_add(date(2026, 12, 21), 10)
    assert (answer.day, answer.provisional, answer.missing) == (date(2027, 1, 5), True, (2027,))
    assert answer.explain()[-1].startswith("暂定：2027年的放假安排尚未公布")
    fixed = known.provisional(2028)
    for day in (date(2027, 1, 1), date(2028, 5, 1), date(2028, 5, 2), date(2027, 10, 1)):
        assert fixed.why_off(day) in ("元旦放假", "劳动节放假", "国庆节放假")
    weekdays_off = [d for d in days_of_year(2027) if d.weekday() < 5 and not fixed.is_workday(d)]
    assert weekdays_off == [date(2027, 1, 1), date(2027, 10, 1)]
    weekdays_off = [d for d in days_of_year(2028) if d.weekday() < 5 and not fixed.is_workday(d)]
    assert weekdays_off == [date(2028, 5, 1), date(2028, 5, 2), date(2028, 10, 2), date(2028, 10, 3)]
    assert fixed.is_workday(date(2027, 10, 4))
    assert not fixed.is_workday(date(2027, 10, 9))
    for day in (date(2029, 1, 2), date(2003, 12, 31)):
        with pytest.raises(CalendarGap):
            fixed.is_workday(day)
    with pytest.raises(CalendarGap) as caught:
        fixed.add(date(2028, 12, 20), 20)
    assert caught.value.year == 2029


def test_an_added_notice_makes_it_certain() -> None:
    known = Calendar({year: n for year, n in CALENDAR.notices.items() if year <= 2026}, provisional_until=2027)
    certain = known.with_notices([NOTICE_2027])
    answer = certain.explain_add(date(2026, 12, 21), 10)
    assert (answer.day, answer.missing) == (date(2027, 1, 4), ())
    assert certain.provisional_until == 2027
    assert certain.is_make_up(date(2026, 12, 27))
    assert not known.is_make_up(date(2026, 12, 27))


def test_a_later_notice_overrules_the_one_before() -> None:
    first = read_notice(
        {"year": 2027, "source": "甲", "rest": {"2027-12-30..2027-12-31": "元旦"}, "work": ["2027-12-26"]}
    )
    second = read_notice(
        {"year": 2028, "source": "乙", "rest": {"2027-12-25..2027-12-26": "元旦"}, "work": ["2028-01-08"]}
    )
    both = Calendar({2027: first, 2028: second})
    assert not both.is_workday(date(2027, 12, 26))
    assert not both.is_make_up(date(2027, 12, 26))
    assert not both.is_workday(date(2027, 12, 31))
    third = read_notice({"year": 2028, "source": "丙", "rest": {"2028-01-01": "元旦"}, "work": ["2028-01-02"]})
    off = read_notice({"year": 2027, "source": "丁", "rest": {"2028-01-01..2028-01-02": "元旦"}})
    assert Calendar({2027: off, 2028: third}).is_workday(date(2028, 1, 2))
    assert both.with_notices([third]).notices[2028].source == "丙"


def test_a_fixed_holiday_that_is_worked_stays_worked() -> None:
    odd = read_notice({"year": 2026, "source": "甲", "rest": {"2026-01-01": "元旦"}, "work": ["2027-05-01"]})
    assert Calendar({2026: odd}, provisional_until=2027).is_workday(date(2027, 5, 1))
    assert Calendar({2026: odd}, provisional_until=2025).years == (2026,)


def test_a_provisional_calendar_has_gaps_too() -> None:
    notices = standard_notices()
    known = Calendar({year: notices[year] for year in (2020, 2022, 2024)}, provisional_until=2021)
    assert known.between(date(2020, 12, 31), date(2021, 1, 4)) == 1
    assert known.explain_add(date(2020, 12, 31), 1).missing == (2021,)
    assert known.between(date(2024, 3, 1), date(2024, 3, 8)) == 5
    for call in (
        lambda: known.is_workday(date(2023, 3, 1)),
        lambda: known.between(date(2022, 3, 1), date(2024, 3, 1)),
        lambda: known.add(date(2022, 12, 20), 20),
    ):
        with pytest.raises(CalendarGap) as caught:
            call()
        assert caught.value.year == 2023


def test_the_first_day_that_is_known() -> None:
    rest = {"year": 2027, "source": "甲", "rest": {"2027-05-01": "劳动节"}}
    worked = Calendar({2027: read_notice(rest)})
    assert worked.is_workday(date(2027, 1, 1))
    off = Calendar({2027: read_notice(rest | {"rest": {"2027-01-01": "元旦"}})})
    assert not off.is_workday(date(2027, 1, 1))
