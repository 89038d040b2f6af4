"""`gongkai law`: working days, deadlines, fees, endings, clauses, as a clerk would explain them."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from gongkai.law.calendar import Answer, Calendar, CalendarGap
    from gongkai.law.deadlines import Clock

_WRONG = 2
_COUNT = re.compile(r"\+?\d{1,6}", re.ASCII)
_YEARS_AHEAD = 3
"""For a provisional answer: no limit of a request runs longer."""
_NOTICES = click.option(
    "--notices", type=click.Path(path_type=Path), help="补充的放假安排（JSON 或 TOML 文件），优先于自带的"
)
_PROVISIONAL = click.option("--provisional", is_flag=True, help="没有放假安排的年份暂按周末和固定节日推算，并注明")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")


@click.group(context_settings={"ignore_unknown_options": True})
def law() -> None:
    """条例的期限、费用、处理结果和条款。"""


def _fail(reason: str) -> NoReturn:
    click.echo(" ".join(reason.split()), err=True)
    sys.exit(_WRONG)


def _dump(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _number(text: str, what: str, example: str) -> int:
    """A count of up to six digits, as nobody means more."""
    if not _COUNT.fullmatch(text):
        _fail(f"“{text[:40]}”不是{what}，应写作{example}的样子，不能是负数，最多六位")
    return int(text)


def _gap(gap: CalendarGap, *, provisional: bool) -> str:
    return str(gap) if provisional else f"{gap}，或者加 --provisional 暂行推算"


def _calendar(notices: Path | None, *, provisional: bool, until: int) -> Calendar:
    from gongkai.law.calendar import standard_calendar
    from gongkai.law.day import LAST_YEAR
    from gongkai.law.notices import NoticeError, load_notices

    calendar = standard_calendar()
    if notices is not None:
        try:
            calendar = calendar.with_notices(load_notices(notices))
        except NoticeError as error:
            _fail(f"{notices}：{error}")
        except (OSError, UnicodeDecodeError):
            _fail(f"{notices}：读不了这个文件")
    return calendar.provisional(min(max(until, calendar.years[-1]), LAST_YEAR)) if provisional else calendar


def _day(text: str) -> date:
    from gongkai.law.day import read_day

    try:
        return read_day(text)
    except ValueError:
        _fail(f"“{text[:40]}”不是日期，应写作2024-01-15的样子")


@law.command(context_settings={"ignore_unknown_options": True})
@click.argument("day", metavar="DATE")
@click.argument("count", metavar="+N")
@_NOTICES
@_PROVISIONAL
@_JSON
def workday(day: str, count: str, notices: Path | None, provisional: bool, as_json: bool) -> None:
    """某日之后第 N 个工作日（当日不计），并逐一说明不计的日子。"""
    from gongkai.law.calendar import CalendarGap

    start = _day(day)
    number = _number(count, "工作日数", "+20")
    calendar = _calendar(notices, provisional=provisional, until=start.year + number // 200 + 2)
    try:
        answer = calendar.explain_add(start, number)
    except CalendarGap as gap:
        _fail(_gap(gap, provisional=provisional))
    if as_json:
        _dump({"date": answer.day.isoformat(), "from": start.isoformat(), "workdays": number, **_told(answer)})
        return
    sure = "（暂定）" if answer.provisional else ""
    click.echo(f"{start.isoformat()}之后第{number}个工作日是{answer.day.isoformat()}{sure}（当日不计，次日起算）")
    for line in answer.explain():
        click.echo(f"  {line}")


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "provisional": answer.provisional,
        "missing_years": list(answer.missing),
        "skipped": [{"date": d.day.isoformat(), "why": d.why} for d in answer.skipped],
        "explanation": answer.explain(),
    }


@law.command()
@click.option("--events", required=True, type=click.Path(path_type=Path), help="事件列表（JSON 文件，“-”为标准输入）")
@click.option("--on", "on", metavar="DATE", help="截至哪一天，用于计算已用、剩余和逾期；默认为最后一件事的日期")
@_NOTICES
@_PROVISIONAL
@_JSON
def deadline(events: Path, on: str | None, notices: Path | None, provisional: bool, as_json: bool) -> None:
    """由一件申请的经过推算答复期限，逐步说明依据。"""
    from gongkai.law.calendar import CalendarGap
    from gongkai.law.deadlines import clock
    from gongkai.law.events import EventError, read_events

    try:
        data = sys.stdin.buffer.read() if str(events) == "-" else events.read_bytes()
        items = json.loads(data.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        _fail(f"{events}：读不了这个文件")
    except (ValueError, RecursionError):
        _fail(f"{events}：不是完整的 JSON")
    asked = _day(on) if on else None
    try:
        read = read_events(items)
        until = max(read[-1].on.year, asked.year if asked else 0) + _YEARS_AHEAD
        result = clock(read, on=asked, calendar=_calendar(notices, provisional=provisional, until=until))
    except EventError as error:
        _fail(f"{events}：{error}")
    except CalendarGap as gap:
        _fail(f"{events}：{_gap(gap, provisional=provisional)}")
    if as_json:
        from gongkai.law.deadlines.json_form import clock_to_json

        _dump(clock_to_json(result))
        return
    for line in _explained(result):
        click.echo(line)


def _explained(result: Clock) -> list[str]:
    if result.due is not None:
        head = f"答复期限：{result.due.isoformat()}"
    elif result.closed:
        head = f"已终止：{result.closed}"
    elif result.waiting is not None:
        head = f"期限没有进行：{result.waiting.reason}"
    else:
        head = "期限暂停：征求其他机关意见尚未答复"
    lines = [head + ("（暂定）" if result.provisional else "")]
    for number, step in enumerate(result.steps, 1):
        lines.append(f"{number:>3}. {step.on.isoformat()}　{step.text}")
        lines.append(f"     依据：{step.citation}")
    if result.used is not None:
        lines.append(f"期限{result.limit}个工作日，已用{result.used}个，剩余{result.left}个")
    if result.waiting is not None and result.waiting.by is not None:
        lines.append(f"{result.waiting.reason}，至{result.waiting.by.isoformat()}；{result.waiting.then}")
    if result.missing:
        years = "、".join(f"{year}年" for year in result.missing)
        lines.append(f"暂定：{years}的放假安排尚未公布，公布后应当重新计算")
    return lines


@law.command()
@click.option("--pieces", help="同一申请人一个自然月内的件数（按件）")
@click.option("--pages", help="一件申请提供的页数（按量）")
@click.option("--already", default="0", help="按件时，本月此前已有的件数")
@_JSON
def fee(pieces: str | None, pages: str | None, already: str, as_json: bool) -> None:
    """信息处理费：按件或者按量，逐档说明。"""
    from gongkai.law.fees import by_pages, by_pieces

    if pieces is not None and pages is None:
        result = by_pieces(_number(pieces, "件数", "12"), _number(already, "件数", "12"))
    elif pages is not None and pieces is None:
        result = by_pages(_number(pages, "页数", "120"))
    else:
        _fail("--pieces（按件）和--pages（按量）应当写一个，也只能写一个：不得同时按照两种标准计算")
    if as_json:
        lines = [
            {"from": line.first, "to": line.last, "count": line.count, "price": line.price, "yuan": line.yuan}
            for line in result.lines
        ]
        _dump({"yuan": result.yuan, "unit": result.unit, "lines": lines, "explanation": result.explain()})
        return
    for line in result.explain():
        click.echo(line)


@law.command()
@click.argument("ending", metavar="[ID]", required=False)
@click.option("--on", "on", metavar="DATE", help="作出答复的日期，决定救济告知，默认2024-01-01之后的规则")
@_JSON
def outcome(ending: str | None, on: str | None, as_json: bool) -> None:
    """申请的处理结果：条款、表格行次、文书、事先要有的材料、救济告知。不写 ID 则列出全部。"""
    from gongkai.law.outcomes import outcomes
    from gongkai.law.remedies import REVIEW_FIRST_SINCE, Agency, remedy

    wanted = (ending or "").upper()
    chosen = [o for o in outcomes() if not wanted or o.id == wanted or o.id.startswith(f"{wanted}-")]
    if not chosen:
        _fail(f"没有处理结果“{wanted[:40]}”，可用的有：{'、'.join(o.id for o in outcomes())}")
    day = _day(on) if on else REVIEW_FIRST_SINCE
    agency = Agency("本机关", "department", "county", government="本级人民政府")
    form = [
        {
            "id": o.id,
            "label": o.label,
            "clauses": list(o.clauses),
            "row": {"2019": o.row_in("2019"), "2021": o.row},
            "letter": o.letter,
            "needs": [n.label for n in o.needs],
            "discloses": o.discloses,
            "remedy": remedy(o.id, agency, day).rule,
            "remedy_text": remedy(o.id, agency, day).text,
        }
        for o in chosen
    ]
    if as_json:
        _dump(form)
        return
    for one, told in zip(chosen, form, strict=True):
        click.echo(f"{one.id}　{one.label}")
        click.echo(f"  依据：{'；'.join(one.citations)}")
        click.echo(f"  文书：{one.letter or '无'}　统计：第三部分表格 {one.row}")
        if one.needs:
            click.echo(f"  事先要有：{'；'.join(n.label for n in one.needs)}")
        if told["remedy_text"]:
            click.echo(f"  救济：{told['remedy_text']}")


@law.command()
@click.argument("clause_id", metavar="[CLAUSE]", required=False)
@click.option("--on", "on", metavar="DATE", help="只列这一天有效的条款")
@_JSON
def explain(clause_id: str | None, on: str | None, as_json: bool) -> None:
    """条款：编号、名称、要点、施行日期。可写编号（REG2019/33）或者其开头，不写则列出全部。"""
    from gongkai.law.clauses import clauses

    day = _day(on) if on else None
    known = [c for c in clauses() if day is None or c.in_force(day)]
    wanted = clause_id or ""
    chosen = [c for c in known if c.id == wanted] or [c for c in known if c.id.startswith(wanted)]
    if not chosen:
        _fail(f"没有条款“{wanted[:40]}”；条款编号的样子是REG2019/33、FEE2020/4、ARL2023/23")
    if as_json:
        _dump(
            [
                {
                    "id": c.id,
                    "citation": c.citation,
                    "text": c.text,
                    "since": c.since.isoformat(),
                    "until": c.until.isoformat() if c.until else None,
                }
                for c in chosen
            ]
        )
        return
    for c in chosen:
        ended = f"，至{c.until.isoformat()}" if c.until else ""
        click.echo(f"{c.id}　{c.citation}（{c.since.isoformat()}起{ended}）")
        click.echo(f"  {c.text}")
