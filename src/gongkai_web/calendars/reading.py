"""Reads the sentences of a holiday notice, as the State Council writes them, into days.

春节：2月15日（农历腊月二十八、周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。

Nothing is taken on trust: the days of the week and the number of days that the notice gives are held against the
calendar, and a sentence with days that was not understood is told. What was read is shown before it counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongkai_web.calendars.differences import told_day
from gongkai_web.calendars.queries import Run

__all__ = ["FESTIVALS", "LONGEST", "Reading", "absent", "read"]

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The holidays of the whole country (全国年节及纪念日放假办法第二条)."""
LONGEST = 20_000
"""Characters: a notice has about a thousand."""

_DAY = r"(?:(?:\d{4})年)?(?:\d{1,2}月)?\d{1,2}日(?:\([^()]{0,40}\))?"
_ONE = re.compile(
    r"(?:(?P<y>\d{4})年)?(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日(?:\((?P<said>[^()]{0,40})\))?(?P<to>至|到|[-—–~])?"
)
_PHRASE = re.compile(
    rf"(?P<days>{_DAY}(?:(?:至|到|[-—–~]|[、,和及]){_DAY})*)"
    r"(?:(?P<off>放假(?:调休)?(?:,?(?:共|合计)?(?P<count>\d{1,2})天)?)|(?P<work>(?:照常|正常)?上班))"
)
_HEAD = re.compile(r"(?:^|(?<=[。;:\n]))(?:[一二三四五六七八九十]+、|\d{1,2}[.、])?(?P<name>[^\d。;:\n]{2,40}):")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_TITLE = re.compile(r"关于(\d{4})年")
_SENTENCE = re.compile(r"[^。;]+")
_MENTIONS = re.compile(rf"{_DAY}.*?(?:放假|上班|假期)|(?:放假|上班|假期).*?{_DAY}")
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: days off, weekend days worked, and what a person should look at, in Chinese."""

    rest: tuple[Run, ...]
    work: tuple[date, ...]
    doubts: tuple[str, ...]


class _Unclear(ValueError):
    """Days that are none; the message is for the person."""


def _dates(text: str, name: str, year: int, doubts: list[str]) -> Iterator[tuple[date, date]]:
    """The days of a phrase as first and last."""
    month, given, first = 0, year, None
    for found in _ONE.finditer(text):
        if found["m"]:
            month = int(found["m"])
            # 12月31日 of New Year's holiday is the year before, unless the notice says the year.
            given = int(found["y"] or (year - 1 if month == 12 and "元旦" in name else year))
        if not month:
            raise _Unclear(f"“{text}”没有写月份")
        try:
            day = date(given, month, int(found["d"]))
        except ValueError:
            raise _Unclear(f"{given}年没有{month}月{found['d']}日") from None
        said = _WEEKDAY.search(found["said"] or "")
        if said and _WEEK.index(said[1].replace("天", "日")) != day.weekday():
            doubts.append(f"原文写{month}月{found['d']}日是周{said[1]}，{told_day(day)}，请核对年份和日期")
        if first is None and found["to"]:
            first = day
            continue
        yield first or day, day
        first = None


def _sections(text: str) -> Iterator[tuple[str, str]]:
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        yield head["name"], text[head.end() : end].replace("\n", "")


def _section(name: str, body: str, year: int, rest: list[Run], work: list[date], doubts: list[str]) -> None:
    for found in _PHRASE.finditer(body):
        try:
            spans = list(_dates(found["days"], name, year, doubts))
        except _Unclear as error:
            doubts.append(f"{name}：{error}")
            continue
        if any(last < first or (last - first).days > 30 for first, last in spans):
            doubts.append(f"{name}：“{found['days']}”起止不对")
            continue
        if found["work"]:
            work += [date.fromordinal(n) for a, b in spans for n in range(a.toordinal(), b.toordinal() + 1)]
            continue
        made = [Run(name, first, last) for first, last in spans]
        total = sum(run.days for run in made)
        if found["count"] and int(found["count"]) != total:
            doubts.append(f"{name}：原文写共{found['count']}天，读出{total}天，请核对")
        rest += made
    left = _PHRASE.sub("", body)
    doubts += [f"这一句没有读懂，请核对：{one.strip(',')}" for one in _SENTENCE.findall(left) if _MENTIONS.search(one)]


def absent(names: list[str]) -> list[str]:
    """The holidays of the whole country that are not among these names."""
    return [one for one in FESTIVALS if not any(one.removesuffix("节") in name for name in names)]


def read(text: str, year: int) -> Reading:
    """The days of a notice for a year, from its text or only the sentences with the days."""
    plain = re.sub(r"[^\S\n]+", "", unicodedata.normalize("NFKC", text[:LONGEST])).replace("\r", "\n")
    rest: list[Run] = []
    work: list[date] = []
    doubts: list[str] = []
    titled = _TITLE.search(plain)
    if titled and int(titled[1]) != year:
        doubts.append(f"原文是{titled[1]}年的放假安排，填写的年份是{year}年")
    for name, body in _sections(plain):
        _section(name, body, year, rest, work, doubts)
    if not rest:
        doubts.append("没有读出放假的日子，应当是“春节：2月15日至23日放假调休，共9天。2月14日（周六）上班。”的样子")
    return Reading(tuple(sorted(rest, key=lambda one: one.first)), tuple(sorted(set(work))), tuple(doubts))
