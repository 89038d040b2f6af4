"""N-GROWTH: what the prose says of more or fewer than last year, worked out from both years' tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import Amount, amounts
from gongkai.checks.narrative.claim import Claim, Kind
from gongkai.checks.narrative.claims import claims
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check
from gongkai.report.cell import Number
from gongkai.report.model import AnnualReport

_COMPARED = re.compile(
    r"[，,（(]?(?:与?(?:20\d\d年|上年度?|去年)(?:同期)?相比|同比|(?:较|比)(?:上一?年度?|去年|20\d\d年)(?:同期)?)"
    r"(?:度)?(?:总体)?(?P<way>增加|增长|上升|减少|下降|降低)了?(?P<about>约|近)?$"
)
_ROWS = {Kind.RECEIVED: "received", Kind.HANDLED: "received", Kind.CONCLUDED: "concluded"}
_FEWER = frozenset({"减少", "下降", "降低"})


@check(
    "N-GROWTH",
    "与上年相比",
    severity=Severity.WARNING,
    source="REG2019/6",
    needs_previous=True,
    message="文字写“{what}{way}{said}”，上年{before}件、本年{now}件，应为{due}",
)
def growth(subject: Subject) -> Iterator[Seen | Hold]:
    """A change against last year that the prose states follows from the tables of the two years."""
    report, previous = subject.report, subject.previous
    if previous is None or report.year is None or previous.year != report.year - 1:
        return
    for claim in claims(report):
        row = _ROWS.get(claim.kind)
        said = _change_after(claim) if row and claim.amount and claim.sure else None
        if row is None or said is None:
            continue
        way, change = said
        now, before = _total(report, row), _total(previous, row)
        if now is None or before is None or (change.unit == "%" and not before):
            continue
        due = now - before
        if way in _FEWER:
            due = -due
        if _agrees(change, due, before):
            yield Hold(section_name(claim.section), f"{claim.kind}较上年{way}{change.text}，与两年表格一致")
            continue
        percent = Decimal(due) * 100 / Decimal(before) if before else Decimal(0)
        if due < 0:
            way_due, percent, due = ("增加" if way in _FEWER else "减少"), -percent, -due
        else:
            way_due = way
        told = f"{way_due}{percent:.2f}%" if change.unit == "%" else f"{way_due}{due}件"
        yield Seen(
            section_name(claim.section),
            f"table3.{row}.total",
            {"what": claim.kind, "way": way, "said": change.text, "before": before, "now": now, "due": told},
            expected=told,
            found=change.text,
            quote=claim.quote,
            page=claim.page,
        )


def _total(report: AnnualReport, row: str) -> Number | None:
    return report.table3.value(row, "total")


def _change_after(claim: Claim) -> tuple[str, Amount] | None:
    """The change told right after the claim's own number: the way it went and by how much."""
    assert claim.amount is not None
    following = [a for a in amounts(claim.quote) if a.start >= claim.amount.end]
    if not following:
        return None
    between = claim.quote[claim.amount.end : following[0].start]
    match = _COMPARED.fullmatch(between)
    return (match["way"], following[0]) if match else None


def _agrees(change: Amount, due: Number, before: Number) -> bool:
    if change.unit != "%":
        return change.may_be(Decimal(due))
    percent = Decimal(due) * 100 / Decimal(before)
    exponent = change.low.as_tuple().exponent
    unit = Decimal(1).scaleb(int(exponent)) if isinstance(exponent, int) else Decimal(1)
    if change.exact:
        return abs(percent - change.low) < unit
    return change.low - unit < percent and (change.high is None or percent < change.high + unit)
