"""The calendar of the site: the package, the file of GONGKAI_NOTICES, the notices of the back office, in that order.

Whatever comes later takes precedence for its year. No year is guessed: a year without a notice raises CalendarGap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from django.conf import settings

from gongkai.law.calendar import Calendar, Notice, standard_calendar
from gongkai.law.notices import NoticeError, load_notices
from gongkai_web.calendars.models import HolidayNotice
from gongkai_web.common import stamp

__all__ = ["CALENDAR", "Run", "YearState", "calendar", "calendar_of", "missing_years", "runs", "shipped", "years"]

CALENDAR = "calendar"
"""The stamp of the notices."""
_ANNOUNCED_FROM = 11
"""The State Council's notice for the next year comes out in November."""

_file: tuple[tuple[str, int, int], Calendar] | None = None
_made: tuple[tuple[str, Calendar], Calendar] | None = None


def shipped() -> Calendar:
    """The calendar without the back office: of the package and the file. Raises NoticeError for a file that is none."""
    global _file  # noqa: PLW0603 - read once for each content of the file
    if not settings.GONGKAI_NOTICES:
        return standard_calendar()
    path = Path(settings.GONGKAI_NOTICES)
    try:
        state = path.stat()
        key = (str(path), state.st_mtime_ns, state.st_size)
        kept = _file
        if kept is None or kept[0] != key:
            _file = kept = (key, standard_calendar().with_notices(load_notices(path)))
    except (OSError, UnicodeDecodeError):
        raise NoticeError(f"GONGKAI_NOTICES所指的放假安排文件“{path.name}”不能读取") from None
    except NoticeError as error:
        raise NoticeError(f"GONGKAI_NOTICES所指的放假安排文件“{path.name}”：{error}") from None
    return kept[1]


def calendar() -> Calendar:
    """The calendar that holds now, in every process, with one query. Raises NoticeError for a broken file."""
    global _made  # noqa: PLW0603 - made once for each state of the notices
    key = (stamp.read(CALENDAR), shipped())  # the stamp before the rows: see common/stamp.py
    kept = _made
    if kept is None or kept[0][0] != key[0] or kept[0][1] is not key[1]:
        made = key[1].with_notices(row.notice() for row in HolidayNotice.objects.in_force())
        _made = kept = (key, made)
    return kept[1]


def calendar_of(keys: Iterable[int]) -> Calendar:
    """The calendar that these notices make, in force or not: how it was before a change, and after."""
    return shipped().with_notices(row.notice() for row in HolidayNotice.objects.filter(pk__in=keys).order_by("pk"))


def missing_years(today: date) -> tuple[int, ...]:
    """The years whose notice should be here: this one, and the next from November on."""
    wanted = [today.year, *([today.year + 1] if today.month >= _ANNOUNCED_FROM else [])]
    known = calendar().years
    return tuple(year for year in wanted if year not in known)


@dataclass(frozen=True, slots=True)
class Run:
    """Days off on end for one reason."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def runs(rest: dict[date, str]) -> tuple[Run, ...]:
    """Days off as runs, in order."""
    ordered = enumerate(sorted(rest))
    grouped = groupby(ordered, key=lambda one: (rest[one[1]], one[1].toordinal() - one[0]))
    found = []
    for (name, _), group in grouped:
        days = [day for _, day in group]
        found.append(Run(name, days[0], days[-1]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class YearState:
    """What is known of a year: from where, by which notice, and what follows."""

    year: int
    label: str
    notice: Notice | None = None
    row: HolidayNotice | None = None
    workdays: int = 0
    repeats: bool = False

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its days off."""
        return runs(dict(self.notice.rest)) if self.notice else ()

    @property
    def work(self) -> tuple[date, ...]:
        """Its weekend days that are worked."""
        return tuple(sorted(self.notice.work)) if self.notice else ()


def years(today: date) -> tuple[YearState, ...]:
    """Every year from the next to the first of the package."""
    whole, without = calendar(), shipped()
    package = standard_calendar()
    rows = {row.year: row for row in HolidayNotice.objects.in_force()}
    found = []
    for year in range(max(today.year + 1, *whole.years), whole.years[0] - 1, -1):
        notice = whole.notices.get(year)
        if notice is None:
            found.append(YearState(year, "尚未公布"))
            continue
        row = rows.get(year)
        from_file = without.notices.get(year) is not package.notices.get(year)
        label = "已补充" if row else "来自GONGKAI_NOTICES文件" if from_file else "来自随程序发布的数据"
        off = without.notices.get(year)
        repeats = bool(row and off and (off.rest, off.work) == (notice.rest, notice.work))
        first = date(year, 1, 1)
        count = whole.between(first, date(year, 12, 31)) + whole.is_workday(first)
        found.append(YearState(year, label, notice, row, count, repeats))
    return tuple(found)
