"""The calendar of the site: what takes precedence, when it changes, who is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.db import transaction
from freezegun import freeze_time

from gongkai.law.calendar import Calendar, CalendarGap, standard_calendar
from gongkai.law.notices import NoticeError
from gongkai_web.audit.models import Event
from gongkai_web.calendars import registry
from gongkai_web.calendars.actions import add_notice, plan_notice, plan_withdrawal, withdraw_notice
from gongkai_web.calendars.models import HolidayNotice
from gongkai_web.calendars.queries import calendar, missing_years, years
from gongkai_web.common import stamp
from gongkai_web.jobs.registry import JobFailed, all_jobs
from tests.web.calendars.notices import MONDAY, SATURDAY, TODAY, YEAR, rest, said
from tests.web.conftest import BY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with freeze_time(TODAY):
        yield


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Calendar, Calendar]]:
    """What a registered function was called with."""
    calls: list[tuple[Calendar, Calendar]] = []
    monkeypatch.setattr(registry, "_functions", {})

    @registry.changed
    def listen(old: Calendar, new: Calendar) -> None:
        calls.append((old, new))

    return calls


def test_without_a_notice_the_next_year_is_a_gap() -> None:
    assert calendar() is calendar()
    assert calendar().years == standard_calendar().years
    with pytest.raises(CalendarGap):
        calendar().is_workday(date(YEAR, 3, 1))


def test_a_notice_holds_at_once_and_is_withdrawn_at_once(
    told: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    before, public = calendar(), stamp.read()
    with django_capture_on_commit_callbacks(execute=True):
        row = add_notice(**said(), by=BY)
    now = calendar()
    assert stamp.read() != public
    assert not now.is_workday(MONDAY)
    assert now.is_workday(SATURDAY)
    assert now.why_off(MONDAY) == "劳动节放假"
    assert now.notices[YEAR].source == str(row)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_notice(row, why="测试录错", by=BY)
    with pytest.raises(CalendarGap):
        calendar().is_workday(MONDAY)
    (first, second) = [(old.years, new.years) for old, new in told]
    assert first == (before.years, now.years)
    assert second == (now.years, before.years)
    assert HolidayNotice.objects.get().withdrawn_why == "测试录错"
    events = Event.objects.filter(object_kind="holiday-notice").order_by("number")
    assert [event.verb for event in events] == ["calendar.add", "calendar.withdraw"]
    assert f"{SATURDAY.isoformat()}（周六）：尚未公布 → 调休上班" in events[0].after["变化"]


def test_the_second_notice_of_a_year_takes_the_place_of_the_first() -> None:
    first = add_notice(**said(), by=BY)
    second = add_notice(**said("测试发〔2026〕2号", work=set()), by=BY)
    first.refresh_from_db()
    assert first.withdrawn_why == "由测试发〔2026〕2号代替"
    assert list(HolidayNotice.objects.in_force()) == [second]
    assert not calendar().is_workday(SATURDAY)


def test_a_notice_may_change_some_days_only() -> None:
    add_notice(**said(), by=BY)
    tuesday = MONDAY + timedelta(days=8)
    row, changes = plan_notice(**said("测试发〔2026〕3号", rest={tuesday: "测试纪念日"}, work=set()), amends=True)
    assert [str(one) for one in changes] == [f"{tuesday.isoformat()}（周二）：上班 → 测试纪念日放假"]
    assert row.notice().work == {SATURDAY}
    assert set(row.notice().rest) == {*rest(), tuesday}


def test_what_is_rolled_back_was_never_there(told: list[Any]) -> None:
    with transaction.atomic():
        add_notice(**said(), by=BY)
        assert YEAR in calendar().years
        transaction.set_rollback(True)
    assert YEAR not in calendar().years
    assert told == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"published_on": date(YEAR, 1, 1)}, "不能晚于今天"),
        ({"year": YEAR + 1}, "年份应当在"),
        ({"work": {MONDAY + timedelta(8)}}, "不是周末"),
        ({"work": {MONDAY}}, "既放假又上班"),
        ({"rest": {date(YEAR + 3, 1, 1): "元旦"}, "work": set()}, "前后"),
        ({"number": " "}, "文号"),
        ({"source": "javascript:alert(1)"}, "来源"),
        ({"amends": True}, "还没有放假安排"),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(more: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add_notice(**said(**more), by=BY)
    told = refused.value.message_dict if hasattr(refused.value, "error_dict") else refused.value.messages
    assert why in str(told) or {"文号": "number", "来源": "source"}.get(why, "?") in str(told)
    assert not HolidayNotice.objects.exists()


def test_what_the_package_says_is_not_entered_again() -> None:
    notice = standard_calendar().notices[YEAR - 1]
    with pytest.raises(ValidationError, match="没有差别"):
        add_notice(**said(year=YEAR - 1, rest=dict(notice.rest), work=set(notice.work)), by=BY)


def test_the_table_comes_before_the_file_and_the_file_before_the_package(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "notices.json"
    told = {"year": YEAR, "source": "测试", "rest": {f"{YEAR}-01-01": "元旦"}, "work": []}
    file.write_text(json.dumps(told), encoding="utf-8")
    settings.GONGKAI_NOTICES = str(file)
    assert calendar().is_workday(MONDAY)
    assert years(date(YEAR - 1, 11, 10))[0].label == "来自GONGKAI_NOTICES文件"
    row = add_notice(**said(), by=BY)
    assert not calendar().is_workday(MONDAY)
    state = years(date(YEAR - 1, 11, 10))[0]
    assert (state.label, state.row, state.repeats) == ("已补充", row, False)
    assert any(one.now == "上班" for one in plan_withdrawal(row))
    withdraw_notice(row, why="测试", by=BY)
    assert calendar().is_workday(MONDAY)
    told["rest"][MONDAY.isoformat()] = "测试"
    file.write_text(json.dumps(told), encoding="utf-8")
    assert not calendar().is_workday(MONDAY)


def test_a_broken_file_is_told_and_never_passed_over(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "notices.json"
    settings.GONGKAI_NOTICES = str(file)
    for content in (None, "{", "[]x", '{"year": 2027}'):
        if content is not None:
            file.write_text(content, encoding="utf-8")
        with pytest.raises(NoticeError, match="GONGKAI_NOTICES"):
            calendar()
    assert [message.id for message in run_checks() if message.id == "calendars.E001"] == ["calendars.E001"]
    with pytest.raises(JobFailed, match="GONGKAI_NOTICES"):
        all_jobs()["holiday_notice"].work(datetime(YEAR - 1, 11, 1, tzinfo=ZoneInfo("Asia/Shanghai")))


def test_a_year_is_asked_for_from_november_on() -> None:
    assert missing_years(date(YEAR - 1, 10, 31)) == ()
    assert missing_years(date(YEAR - 1, 11, 1)) == (YEAR,)
    assert missing_years(date(YEAR, 1, 1)) == (YEAR,)
    add_notice(**said(), by=BY)
    assert missing_years(date(YEAR - 1, 12, 31)) == ()


def test_a_notice_of_the_past_says_whether_the_package_has_it_now() -> None:
    notice = standard_calendar().notices[YEAR - 1]
    row = add_notice(**said(year=YEAR - 1, rest=dict(notice.rest), work=set()), by=BY)
    assert not next(one for one in years(date(YEAR - 1, 11, 10)) if one.row == row).repeats
    HolidayNotice.objects.filter(pk=row.pk).update(work=sorted(day.isoformat() for day in notice.work))
    with transaction.atomic():
        stamp.touch("calendar")
    assert next(one for one in years(date(YEAR - 1, 11, 10)) if one.row == row).repeats


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_in_force() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def add(number: str) -> None:
        try:
            add_notice(**said(number, work=set() if number.endswith("a") else {SATURDAY}), by=BY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, ("测试a", "测试b")))
    assert HolidayNotice.objects.in_force().count() == 1
    assert HolidayNotice.objects.count() == 2
