"""Working days: weekends and holidays off, make-up days worked, by the State Council's yearly notices.

The notices come from the package chinesecalendar; an administrator adds newer ones, with their source, which take
precedence for their year. A year without a notice raises CalendarGap; only a caller who asks for it gets a provisional
answer, which says that it is one and names the year.

Counting: the first day is not counted (行诉法解释第四十八条), ``add(day, n)`` is the n-th working day after ``day``.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from functools import cache

__all__ = [
    "Answer",
    "Calendar",
    "CalendarGap",
    "DayOff",
    "Notice",
    "add_months",
    "standard_calendar",
    "standard_notices",
]

_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
_WEEKDAYS = "一二三四五六日"
_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
"""Statutory holidays with a fixed day of the solar year: all that is sure of a year without a notice (HOLIDAYS/2)."""
_SATURDAY = 5


class CalendarGap(LookupError):
    """There is no holiday notice for a year that the count runs through. ``year`` names it."""

    def __init__(self, year: int) -> None:
        super().__init__(f"没有{year}年的放假安排，不能确定{year}年的工作日；请补充国务院办公厅的放假通知")
        self.year = year


@dataclass(frozen=True, slots=True)
class Notice:
    """The State Council's notice for a year: days off by name, and weekend days that are worked.

    Days of a neighbouring year (12月31日 in the notice for the next) belong to the notice that names them.
    """

    year: int
    rest: Mapping[date, str]
    work: frozenset[date]
    source: str


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that was not counted and why, in Chinese."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A day found by counting. It is provisional when ``missing`` names years without a notice that it rests on."""

    day: date
    counted: int
    skipped: tuple[DayOff, ...]
    worked: tuple[date, ...] = ()
    missing: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """True when a year without a notice was counted by weekends and fixed holidays only."""
        return bool(self.missing)

    def explain(self) -> list[str]:
        """The count in Chinese, a line for each run of days off."""
        lines = [f"{_run(first, last)}不计：{why}" for first, last, why in _runs(self.skipped)]
        lines.extend(f"{day.isoformat()}（周{_WEEKDAYS[day.weekday()]}）调休上班，计入" for day in self.worked)
        if self.missing:
            years = "、".join(f"{year}年" for year in self.missing)
            lines.append(f"暂定：{years}的放假安排尚未公布，暂按周末和固定日期的法定节假日推算，公布后重新计算")
        return lines


def _runs(days: tuple[DayOff, ...]) -> Iterator[tuple[date, date, str]]:
    run: list[DayOff] = []
    for day in days:
        if run and (day.why != run[-1].why or day.day - run[-1].day > timedelta(days=1)):
            yield run[0].day, run[-1].day, run[0].why
            run = []
        run.append(day)
    if run:
        yield run[0].day, run[-1].day, run[0].why


def _run(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}至{last.isoformat()}"


@dataclass(frozen=True)
class Calendar:
    """Working days of the years that have a notice. Build one with ``standard_calendar`` or from notices of your own.

    A calendar is immutable; ``with_notices`` gives a new one.
    """

    notices: Mapping[int, Notice]
    provisional_until: int | None = None
    _rest: dict[date, str] = field(init=False, repr=False)
    _work: frozenset[date] = field(init=False, repr=False)
    _days: list[int] = field(init=False, repr=False)
    _first: int = field(init=False, repr=False)
    _counts: list[int] = field(init=False, repr=False)
    _gaps: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.notices:
            raise ValueError("a calendar needs at least one notice")
        rest: dict[date, str] = {}
        work: set[date] = set()
        for year in sorted(self.notices):
            notice = self.notices[year]
            rest = {day: why for day, why in rest.items() if day not in notice.work} | dict(notice.rest)
            work = (work - set(notice.rest)) | notice.work
        years = range(min(self.notices), self._last_year + 1)
        unknown = [year for year in years if year not in self.notices]
        assumed = [year for year in unknown if self.provisional_until is not None and year <= self.provisional_until]
        for year in assumed:
            rest |= {date(year, m, d): why for (m, d), why in _FIXED.items() if date(year, m, d) not in work}
        set_ = object.__setattr__
        set_(self, "_rest", rest)
        set_(self, "_work", frozenset(work))
        set_(self, "_gaps", tuple(year for year in unknown if year not in assumed))
        self._count(years)

    def _count(self, years: range) -> None:
        """Lays out the working days as ordinals, so that adding and counting need no walk."""
        first, last = date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal()
        rest = {day.toordinal() for day in self._rest}
        work = {day.toordinal() for day in self._work}
        days: list[int] = []
        counts: list[int] = []
        for ordinal in range(first, last + 1):
            if ordinal in work or ((ordinal - 1) % 7 < _SATURDAY and ordinal not in rest):
                days.append(ordinal)
            counts.append(len(days))
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_counts", counts)
        object.__setattr__(self, "_first", first)

    @property
    def _last_year(self) -> int:
        return max(self.provisional_until or 0, *self.notices)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a notice."""
        return tuple(sorted(self.notices))

    def with_notices(self, notices: Iterable[Notice]) -> Calendar:
        """A calendar with further notices; one for a year that has a notice takes its place."""
        return Calendar({**self.notices, **{notice.year: notice for notice in notices}}, self.provisional_until)

    def provisional(self, until: int) -> Calendar:
        """A calendar that also answers for years up to ``until`` without a notice, by weekends and fixed holidays."""
        return Calendar(self.notices, until)

    def _index(self, day: date) -> int:
        """Place of a day among all days. Raises CalendarGap."""
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._counts) or (self._gaps and day.year in self._gaps):
            raise CalendarGap(day.year)
        return index

    def _no_gap_within(self, first: date, last: date) -> None:
        for year in self._gaps:
            if first.year < year < last.year:
                raise CalendarGap(year)

    def is_workday(self, day: date) -> bool:
        """True when that day is worked. Raises CalendarGap."""
        index = self._index(day)
        return self._counts[index] > (self._counts[index - 1] if index else 0)

    def why_off(self, day: date) -> str | None:
        """Why a day is not worked, in Chinese; None for a working day. Raises CalendarGap."""
        if self.is_workday(day):
            return None
        return f"{self._rest[day]}放假" if day in self._rest else "周末"

    def is_make_up(self, day: date) -> bool:
        """True for a weekend day that a notice makes a working day."""
        return day in self._work

    def add(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself for 0. Raises CalendarGap, ValueError."""
        if count < 0:
            raise ValueError("工作日数不能是负数")
        index = self._index(day)
        if count == 0:
            return day
        target = self._counts[index] + count - 1
        if target < len(self._days):
            found = date.fromordinal(self._days[target])
            if not self._gaps:
                return found
            self._no_gap_within(day, found)
            if found.year not in self._gaps:
                return found
        raise CalendarGap(next((year for year in self._gaps if year > day.year), self._last_year + 1))

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` comes first.

        Raises CalendarGap.
        """
        if end < start:
            return -self.between(end, start)
        counted = self._counts[self._index(end)] - self._counts[self._index(start)]
        if self._gaps:
            self._no_gap_within(start, end)
        return counted

    def next(self, day: date) -> date:
        """The first working day after ``day``. Raises CalendarGap."""
        return self.add(day, 1)

    def roll(self, day: date) -> date:
        """``day``, or the next working day after it, as limits in days and months end. Raises CalendarGap."""
        return day if self.is_workday(day) else self.next(day)

    def add_days(self, day: date, count: int) -> date:
        """``count`` calendar days after ``day``, rolled to a working day (as 60日). Raises CalendarGap, ValueError."""
        if count < 0:
            raise ValueError("天数不能是负数")
        try:
            end = day + timedelta(days=count)
        except OverflowError:
            raise ValueError(f"{count}天太长，没有这样的日期") from None
        return self.roll(end)

    def add_months(self, day: date, count: int) -> date:
        """``count`` months after ``day``, rolled to a working day (as 6个月). Raises CalendarGap, ValueError."""
        return self.roll(add_months(day, count))

    def explain_add(self, day: date, count: int) -> Answer:
        """``add`` with every day that was skipped and why. Raises as ``add``."""
        return self._answer(day, self.add(day, count), count)

    def explain_between(self, start: date, end: date) -> Answer:
        """``between`` with every day that was skipped and why, for ``start`` not after ``end``. Raises CalendarGap."""
        return self._answer(start, end, self.between(start, end))

    def explain_roll(self, day: date) -> Answer:
        """``roll`` with the days it passed over. Raises CalendarGap."""
        rolled = self.roll(day)
        return self._answer(day - timedelta(days=1), rolled, 0)

    def _answer(self, start: date, end: date, counted: int) -> Answer:
        skipped: list[DayOff] = []
        worked: list[date] = []
        for ordinal in range(start.toordinal() + 1, end.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if (why := self.why_off(day)) is not None:
                skipped.append(DayOff(day, why))
            elif self.is_make_up(day):
                worked.append(day)
        missing = tuple(year for year in range(start.year, end.year + 1) if year not in self.notices)
        return Answer(end, counted, tuple(skipped), tuple(worked), missing)

    def workdays(self, start: date, end: date) -> Iterator[date]:
        """The working days after ``start`` up to and including ``end``. Raises CalendarGap."""
        self.between(start, end)
        first, last = (bisect_right(self._days, day.toordinal()) for day in (start, end))
        yield from map(date.fromordinal, self._days[first:last])


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, the month's last day where it has no such day. Raises ValueError."""
    if count < 0:
        raise ValueError("月数不能是负数")
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    month += 1
    if year > MAXYEAR:
        raise ValueError(f"{count}个月太长，没有这样的日期")
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def _notice_year(day: date, holiday: str) -> int:
    """New Year's holiday in December stands in the notice for the year that begins."""
    return day.year + (day.month == 12 and holiday == "New Year's Day")


@cache
def standard_notices() -> dict[int, Notice]:
    """The notices that the package chinesecalendar brings, by year."""
    from chinese_calendar.constants import holidays, workdays

    source = "国务院办公厅关于部分节假日安排的通知（chinesecalendar）"
    years = range(min(holidays).year, max(_notice_year(day, name) for day, name in holidays.items()) + 1)
    rest: dict[int, dict[date, str]] = {year: {} for year in years}
    work: dict[int, set[date]] = {year: set() for year in years}
    for day, name in holidays.items():
        rest[_notice_year(day, name)][day] = _HOLIDAYS.get(name, name)
    for day, name in workdays.items():
        work[_notice_year(day, name)].add(day)
    return {year: Notice(year, rest[year], frozenset(work[year]), source) for year in years}


@cache
def standard_calendar() -> Calendar:
    """The calendar of all notices that come with the package."""
    return Calendar(standard_notices())
