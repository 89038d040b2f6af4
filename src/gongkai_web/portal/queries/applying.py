"""How to apply, with numbers that follow from the core's law: the last day of a reply, fees, remedies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.law.calendar import CalendarGap
from gongkai.law.fees import Fee, by_pages, by_pieces
from gongkai.law.notices import NoticeError
from gongkai.law.remedies import remedy
from gongkai_web.calendars.queries import calendar
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.queries import remedy_agency

__all__ = ["FeeTable", "ReplyExample", "fee_tables", "remedy_texts", "reply_example"]

_REPLY_WORKDAYS = 20
_MANY = 100_000


@dataclass(frozen=True, slots=True)
class ReplyExample:
    """When an application that is received on a day is answered at the latest, and which days are not counted."""

    received: date
    due: date
    why: tuple[str, ...]


def reply_example(received: date) -> ReplyExample | None:
    """The example for a day; None where the holidays of a year it runs into are not announced yet."""
    try:
        answer = calendar().explain_add(received, _REPLY_WORKDAYS)
    except (CalendarGap, NoticeError):
        return None
    return ReplyExample(received, answer.day, tuple(answer.explain()))


@dataclass(frozen=True, slots=True)
class FeeTable:
    """A standard of the fee: its tiers as (which, price in yuan) and an example worked out."""

    name: str
    rule: str
    unit: str
    tiers: tuple[tuple[str, int], ...]
    beyond: str
    example: str
    derivation: tuple[str, ...]


def _tiers(fee: Fee, shown: int) -> tuple[tuple[str, int], ...]:
    rows = []
    for line in fee.lines[:shown]:
        last = "以上" if line.last == _MANY else f"至第{line.last}{fee.unit}"
        rows.append((f"第{line.first}{fee.unit}{last}", line.price))
    return tuple(rows)


def fee_tables() -> tuple[FeeTable, FeeTable]:
    """Both standards of 国办函〔2020〕109号: by pieces (art. 4) and by pages (art. 5)."""
    pieces, pages = by_pieces(35), by_pages(150)
    return (
        FeeTable(
            "按件收取",
            "同一申请人一个自然月内的申请累计计算",
            "件",
            _tiers(by_pieces(50), 4),
            "第31件起以10件为一档，每增加一档，每件提高100元。",
            "例：同一申请人一个月内申请35件",
            tuple(pieces.explain()),
        ),
        FeeTable(
            "按量收取",
            "按一件申请提供的页数计算，不同申请的页数不相加",
            "页",
            _tiers(by_pages(_MANY), 4),
            "只告知获取方式和途径的，不按量收取。",
            "例：一件申请提供150页",
            tuple(pages.explain()),
        ),
    )


def remedy_texts(agency: Agency, on: date) -> tuple[str, str]:
    """The remedies against a refusal under arts 14–16 and against any other reply of the agency, on a day."""
    facts = remedy_agency(agency)
    return remedy("D4-E16A", facts, on).text, remedy("D6", facts, on).text
