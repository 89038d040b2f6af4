"""Due days a second beside chinesecalendar and workalendar, and open requests derived anew after a holiday notice."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from chinese_calendar import is_workday

from benchmarks.page import Part
from benchmarks.peers import Peers, python_with
from benchmarks.timing import Times, measure, number, times
from gongkai.law.calendar import Notice, standard_calendar
from gongkai.law.deadlines import changes, clock, due_day, due_on
from gongkai.law.deadlines.limits import REPLY_LIMIT
from gongkai.law.events import Event

TARGET = 100_000
"""Due days with suspensions a second, in one process, without explanation."""
_YEAR = 2023
"""The last year that workalendar knows."""
_DAY = timedelta(days=1)
_PROGRAM = Path(__file__).with_name("law_peer.py")

Case = tuple[date, int, list[tuple[date, date]]]


def run(requests: int, repeats: int, peers: Peers) -> Part:
    """Measures so many open requests, and a fifth of them as due days beside the others."""
    part = Part(
        "答复期限",
        ("做什么", "软件", "件数", "每件 µs", "每秒件数", f"目标 ≥ {TARGET:,}", "与本程序相同"),
        before=[
            (
                "单进程。每件有一至三段不计入期限的时间；别的软件没有这种概念，逐日问是不是工作日。"
                f"workalendar 的中国日历只到{_YEAR}年，所以都在这一年之内。"
            )
        ],
    )
    cases = [_case(seed, date(_YEAR, 1, 3), 240) for seed in range(requests // 5)]
    part.rows += _due_days(cases, repeats, peers)
    part.rows.append(_after_a_notice(requests))
    return part


def _case(seed: int, first: date, days: int) -> Case:
    """A request received on one of so many days."""
    dice = Random(seed)
    start = first + _DAY * dice.randrange(days)
    spans = []
    asked = start
    for _ in range(dice.randint(1, 3)):
        asked += _DAY * dice.randint(1, 7)
        spans.append((asked + _DAY, asked + _DAY * dice.randint(2, 14)))
    return start, REPLY_LIMIT, spans


def _events(case: Case) -> list[Event]:
    start, _, spans = case
    found = [Event("received", start)]
    for party, (first, last) in enumerate(spans):
        found.append(Event("opinion_asked", first - _DAY, {"party": party}))
        found.append(Event("opinion_answered", last, {"party": party}))
    return sorted(found, key=lambda event: event.on)


def _walk(start: date, limit: int, spans: list[tuple[date, date]]) -> date:
    day = start
    while limit:
        day += _DAY
        if is_workday(day) and not any(first <= day <= last for first, last in spans):
            limit -= 1
    return day


def _due_days(cases: list[Case], repeats: int, peers: Peers) -> Iterator[Sequence[str]]:
    calendar = standard_calendar()
    events = [_events(case) for case in cases]
    expected = [due_day(calendar, *case) for case in cases]
    calls: list[tuple[str, str, Callable[[], list[date | None]], bool]] = [
        ("只要届满之日，由起算日和不计的时间", "本程序", lambda: [due_day(calendar, *case) for case in cases], True),
        ("只要届满之日，由事件", "本程序", lambda: [due_on(one, calendar) for one in events], True),
        ("连同逐步说明，由事件", "本程序", lambda: [clock(one, calendar=calendar).due for one in events], False),
        ("逐日计数", "chinesecalendar", lambda: [_walk(*case) for case in cases], False),
    ]
    taken = measure([call for _, _, call, _ in calls], repeats)
    for (what, who, call, has_target), one in zip(calls, taken, strict=True):
        yield _row(what, who, one, _same(call(), expected), len(cases), has_target=has_target)
    yield _workalendar(cases, repeats, peers, expected)


def _same(found: Sequence[date | None], expected: Sequence[date | None]) -> float:
    return sum(map(bool, (a == b for a, b in zip(found, expected, strict=True)))) / len(expected)


def _row(what: str, who: str, taken: Times, same: float, count: int, *, has_target: bool) -> Sequence[str]:
    a_second = count / taken.median * 1000
    verdict = ("达标" if a_second >= TARGET else "**未达标**") if has_target else ""
    each = taken.median / count * 1000
    return what, who, f"{count:,}", number(each), f"{a_second:,.0f}", verdict, f"{same:.1%}"


def _workalendar(cases: list[Case], repeats: int, peers: Peers, expected: list[date | None]) -> Sequence[str]:
    python = python_with("workalendar")
    if python is None:
        return "逐日计数", "workalendar", "", "未安装", "", "", ""
    given = [[str(start), limit, [[str(a), str(b)] for a, b in spans]] for start, limit, spans in cases]
    command = [python, str(_PROGRAM), str(max(1, repeats // 3))]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True, timeout=1800)
    told = json.loads(done.stdout)
    peers.versions["workalendar"] = told["version"]
    same = _same([date.fromisoformat(day) for day in told["days"]], expected)
    return _row("逐日计数", "workalendar", times(told["seconds"]), same, len(cases), has_target=False)


def _after_a_notice(count: int) -> Sequence[str]:
    """The due days of open requests before and after the notice for the next year, and those that differ."""
    known = standard_calendar()
    year = known.years[-1]
    made_up = {date(year + 1, 1, 1) + _DAY * n: "元旦" for n in range(3)}
    old = known.provisional(year + 1)
    new = old.with_notices([Notice(year + 1, made_up, frozenset({date(year + 1, 1, 9)}), "测速用")])
    requests = {seed: _events(_case(seed, date(year, 10, 9), 80)) for seed in range(count)}
    begun = perf_counter()
    found = changes(requests, old, new)
    seconds = perf_counter() - begun
    each = seconds / count * 1e6
    return (
        f"补充放假安排之后重新推算，找出变动的{len(found):,}件", "本程序", f"{count:,}", number(each),
        f"{count / seconds:,.0f}", f"共 {seconds:.2f} s", "",
    )  # fmt: skip
