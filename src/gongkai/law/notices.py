"""Holiday notices that an administrator adds, because next year's notice comes before the package that carries it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from gongkai.law.calendar import Notice
from gongkai.law.day import FIRST_YEAR, LAST_YEAR, read_day

__all__ = ["NoticeError", "load_notices", "read_notice", "read_notices"]

_LONGEST = 20
"""Days: no holiday of the Chinese year is longer than this."""
_SATURDAY = 5


class NoticeError(ValueError):
    """A notice that cannot be understood; the message is one line of Chinese."""


def load_notices(path: Path) -> tuple[Notice, ...]:
    """The notices of a JSON or TOML file. Raises NoticeError for what is none, OSError and
    UnicodeDecodeError for a file that cannot be read.

    A notice is ``{"year": 2027, "source": "…", "rest": {"2027-01-01..2027-01-03": "元旦"}, "work": ["2027-01-09"]}``;
    JSON has one or a list of them, TOML one or ``[[notices]]``.
    """
    text = path.read_text(encoding="utf-8-sig")
    form = "TOML" if path.suffix == ".toml" else "JSON"
    try:
        data = tomllib.loads(text) if form == "TOML" else json.loads(text)
    except (ValueError, RecursionError):
        raise NoticeError(f"不是完整的 {form}") from None
    return read_notices(data)


def read_notices(data: object) -> tuple[Notice, ...]:
    """Notices from JSON values. Raises NoticeError."""
    if isinstance(data, Mapping) and "notices" in data:
        data = data["notices"]
    items = data if isinstance(data, list) else [data]
    found = tuple(read_notice(item) for item in items)
    years = [notice.year for notice in found]
    if len(set(years)) < len(years):
        raise NoticeError("同一年有两份放假安排")
    return found


def read_notice(item: object) -> Notice:
    """One notice from JSON values. Raises NoticeError."""
    if not isinstance(item, Mapping):
        raise NoticeError("放假安排应当是一个对象，有year、source、rest、work")
    year, source = item.get("year"), item.get("source")
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoticeError(f"年份“{str(year)[:40]}”不对")
    if not isinstance(source, str) or not source.strip():
        raise NoticeError(f"{year}年的放假安排没有写来源（文号或者网址）")
    rest, work = item.get("rest"), item.get("work", [])
    if not isinstance(rest, Mapping) or not rest or not isinstance(work, list):
        raise NoticeError(f"{year}年的放假安排要有rest（放假的日子和名称）和work（调休上班的日子）")
    off: dict[date, str] = {}
    for key, name in rest.items():
        off |= dict.fromkeys(_days(str(key), year), str(name))
    worked = frozenset(day for key in work for day in _days(str(key), year))
    if both := sorted(worked & set(off)):
        raise NoticeError(f"{both[0].isoformat()}既放假又上班")
    if weekday := next((d for d in sorted(worked) if d.weekday() < _SATURDAY), None):
        raise NoticeError(f"{weekday.isoformat()}不是周末，不需要调休上班")
    return Notice(year, off, worked, source.strip())


def _days(key: str, year: int) -> list[date]:
    first_text, _, last_text = key.partition("..")
    try:
        first = read_day(first_text.strip())
        last = read_day(last_text.strip()) if last_text else first
    except ValueError:
        raise NoticeError(f"{year}年放假安排里的“{key}”不是日期，写作2027-01-01或者2027-01-01..2027-01-03") from None
    if last < first or (last - first).days >= _LONGEST:
        raise NoticeError(f"{year}年放假安排里的“{key}”起止不对")
    if abs(first.year - year) > 1 or abs(last.year - year) > 1:
        raise NoticeError(f"“{key}”不在{year}年前后")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
