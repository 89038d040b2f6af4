"""N-TABLE and N-ZERO: claims of the prose against the tables.

A claim that fits another usual meaning of its words (受理 may be what came in, with or without what was carried in;
答复 may leave out what was not handled further) is a notice that says so, not an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.claims import Claim, Kind, claims
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check
from gongkai.report.cell import Number
from gongkai.report.model import AnnualReport

_GROUPS = {Kind.DENIED: "denied_", Kind.UNABLE: "unable_", Kind.REFUSED: "refused_", Kind.OTHER: "other_"}
_ROWS = {
    Kind.CARRIED_IN: "carried_in",
    Kind.CARRIED_OUT: "carried_out",
    Kind.GRANTED: "granted",
    Kind.PARTIAL: "partial",
}
_CELLS2 = {
    Kind.LICENCES: ("licences", "decisions"),
    Kind.PENALTIES: ("penalties", "decisions"),
    Kind.COERCIONS: ("coercions", "decisions"),
    Kind.FEES: ("fees", "amount"),
    Kind.MADE: ("normative_documents", "made"),
    Kind.REPEALED: ("normative_documents", "repealed"),
    Kind.IN_FORCE: ("normative_documents", "in_force"),
}
_WAN = 10_000
_TABLE3 = "第三部分表格"
_TABLE4 = "第四部分表格"
_TABLE2 = "第二部分表格"


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One meaning a claim can have: what the tables say for it, and where. The first of several is the plain one."""

    value: Number
    words: str
    path: str


def _total(report: AnnualReport, *rows: str) -> Number | None:
    values = [report.table3.value(row, "total") for row in rows]
    return None if any(v is None for v in values) else sum(v for v in values if v is not None)


def _meanings(report: AnnualReport, kind: Kind) -> list[_Meaning]:
    """What the tables can say to a claim of this kind, the plain meaning first; none where the tables have a gap."""
    if kind in _CELLS2:
        row, column = _CELLS2[kind]
        value = report.table2.value(row, column)
        if kind is Kind.FEES and value is not None:
            value *= _WAN  # the table counts 万元, prose is read in 元
        return _known([(value, f"{_TABLE2}“{kind}”", f"table2.{row}.{column}")])
    if kind in (Kind.REVIEWS, Kind.LAWSUITS):
        return _remedies(report, kind)
    received, carried_in = _total(report, "received"), _total(report, "carried_in")
    concluded = _total(report, "concluded")
    both = _total(report, "received", "carried_in")
    new = (received, f"{_TABLE3}本年新收", "table3.received.total")
    all_in = (both, f"{_TABLE3}本年新收加上年结转", "table3.received.total")
    done = (concluded, f"{_TABLE3}办理结果总计", "table3.concluded.total")
    if kind in (Kind.RECEIVED, Kind.HANDLED):
        return _known([new, all_in] if carried_in else [new])
    if kind is Kind.CONCLUDED:
        others = _sum_of(report, "other_")
        less = None if concluded is None or others is None else concluded - others
        rest = _sum_of(report, "refused_")
        lesser = None if less is None or rest is None else less - rest
        return _known(
            [
                done,
                (less if others else None, "办理结果总计减其他处理", "table3.concluded.total"),
                (lesser if rest else None, "办理结果总计减不予处理和其他处理", "table3.concluded.total"),
                (both, "本年新收加上年结转", "table3.received.total"),
            ]
        )
    if kind in _ROWS:
        return _known([(_total(report, _ROWS[kind]), f"{_TABLE3}“{kind}”", f"table3.{_ROWS[kind]}.total")])
    if kind in _GROUPS:
        prefix = _GROUPS[kind]
        return _known([(_sum_of(report, prefix), f"{_TABLE3}“{kind}”各行合计", f"table3.{prefix}")])
    if kind is Kind.NATURAL:
        return _known(
            [
                (
                    report.table3.value("received", "natural_person"),
                    f"{_TABLE3}本年新收自然人",
                    "table3.received.natural_person",
                )
            ]
        )
    if kind is Kind.ORGANISATIONS:
        columns = report.spec.inputs[1:]
        values = [report.table3.value("received", c) for c in columns]
        whole = None if any(v is None for v in values) else sum(v for v in values if v is not None)
        return _known([(whole, f"{_TABLE3}本年新收法人或其他组织合计", "table3.received.company")])
    return []


def _remedies(report: AnnualReport, kind: Kind) -> list[_Meaning]:
    table = report.table4
    if kind is Kind.REVIEWS:
        return _known([(_group(report, "review"), f"{_TABLE4}行政复议总计", "table4.review.total")])
    direct, after = _group(report, "lawsuit_direct"), _group(report, "lawsuit_after_review")
    both = None if direct is None or after is None else direct + after
    del table
    return _known(
        [
            (both, f"{_TABLE4}行政诉讼两项总计之和", "table4.lawsuit_direct.total"),
            (direct, f"{_TABLE4}未经复议直接起诉总计", "table4.lawsuit_direct.total"),
            (after, f"{_TABLE4}复议后起诉总计", "table4.lawsuit_after_review.total"),
        ]
    )


def _group(report: AnnualReport, group: str) -> Number | None:
    """The total of a group of table 4; the sum of its parts where the stated total is smaller, as T4-TOTAL tells."""
    cells = [report.table4.value(group, c) for c in report.spec.table4_columns]
    if any(c is None for c in cells):
        return None
    numbers = [c for c in cells if c is not None]
    return max(numbers[-1], sum(numbers[:-1]))


def _sum_of(report: AnnualReport, prefix: str) -> Number | None:
    rows = [r for r in report.table3.rows if r.startswith(prefix) and r in report.table3.found]
    return _total(report, *rows) if rows else None


def _known(meanings: list[tuple[Number | None, str, str]]) -> list[_Meaning]:
    if not meanings or meanings[0][0] is None:
        return []
    return [_Meaning(value, words, path) for value, words, path in meanings if value is not None]


@check(
    "N-TABLE",
    "文字与表格",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "文字写“{what}{said}”，{place}是{due}",
        "other": "文字写“{what}{said}”，{place}是{due}；与{meaning}（{value}）相符，请注明口径",
        "all": "文字写“全部办结”，{place}结转下年度还有{due}件",
    },
)
def tables(subject: Subject) -> Iterator[Seen | Hold]:
    """A number claimed in the prose is the one in the table."""
    report = subject.report
    for claim in claims(report):
        if claim.kind is Kind.ALL_CONCLUDED:
            yield from _all_concluded(report, claim)
            continue
        if claim.amount is None:
            continue
        meanings = _meanings(report, claim.kind)
        if not meanings:
            continue
        plain = meanings[0]
        if claim.amount.may_be(Decimal(plain.value)):
            yield Hold(section_name(claim.section), f"{claim.kind}{claim.amount.text}，与{plain.words}一致")
            continue
        if _none_against_some(claim, plain.value):
            continue
        fitting = next((m for m in meanings[1:] if claim.amount.may_be(Decimal(m.value))), None)
        values: dict[str, object] = {
            "what": claim.kind,
            "said": claim.amount.text,
            "place": plain.words,
            "due": plain.value,
        }
        if fitting is not None:
            values |= {"meaning": fitting.words, "value": fitting.value}
        yield Seen(
            section_name(claim.section),
            plain.path,
            values,
            expected=plain.value,
            found=claim.amount.text,
            quote=claim.quote,
            page=claim.page,
            case="" if fitting is None else "other",
            severity=None if fitting is None else Severity.NOTICE,
        )


def _none_against_some(claim: Claim, value: Number) -> bool:
    """True where one of the two is nothing: then it is N-ZERO that tells it."""
    assert claim.amount is not None
    return (claim.amount.high == 0) != (value == 0)


def _all_concluded(report: AnnualReport, claim: Claim) -> Iterator[Seen | Hold]:
    left = report.table3.value("carried_out", "total")
    if left is None:
        return
    if left == 0:
        yield Hold(section_name(claim.section), "全部办结，与表格没有结转下年度一致")
        return
    yield Seen(
        section_name(claim.section),
        "table3.carried_out.total",
        {"place": _TABLE3, "due": left},
        expected=0,
        found=left,
        quote=claim.quote,
        page=claim.page,
        case="all",
        severity=Severity.NOTICE if claim.in_time else None,
    )


@check(
    "N-ZERO",
    "有与无",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "文字说没有{what}，{place}是{due}",
        "some": "文字写“{what}{said}”，{place}是0",
        "fee": "文字一处说没有收取信息处理费，另一处写“{said}”",
    },
)
def zeros(subject: Subject) -> Iterator[Seen | Hold]:
    """Where the prose says none the table says none, and the reverse."""
    report = subject.report
    all_claims = list(claims(report))
    for claim in all_claims:
        if claim.kind is Kind.INFO_FEE:
            continue
        meanings = _meanings(report, claim.kind)
        if not meanings or claim.kind is Kind.ALL_CONCLUDED:
            continue
        plain = meanings[0]
        values: dict[str, object] = {"what": claim.kind, "place": plain.words, "due": plain.value}
        if claim.none and plain.value == 0:
            yield Hold(section_name(claim.section), f"没有{claim.kind}，与{plain.words}为0一致")
        elif claim.none:
            yield _zero(claim, plain, values, case="")
        elif (
            claim.amount is not None
            and _none_against_some(claim, plain.value)
            and not claim.amount.may_be(Decimal(plain.value))
        ):
            said = claim.amount.high == 0
            yield _zero(claim, plain, values | {"said": claim.amount.text}, case="" if said else "some")
    yield from _fees(all_claims)


def _zero(claim: Claim, plain: _Meaning, values: dict[str, object], *, case: str) -> Seen:
    return Seen(
        section_name(claim.section),
        plain.path,
        values,
        expected=plain.value,
        found=claim.amount.text if claim.amount else 0,
        quote=claim.quote,
        page=claim.page,
        case=case,
    )


def _fees(all_claims: list[Claim]) -> Iterator[Seen | Hold]:
    """信息处理费 is in no table: here the prose is held against itself."""
    fees = [c for c in all_claims if c.kind is Kind.INFO_FEE]
    none = [c for c in fees if c.none]
    some = [c for c in fees if c.amount is not None and c.amount.low > 0]
    if none and some:
        claim = some[0]
        assert claim.amount is not None
        values: dict[str, object] = {"said": claim.amount.text}
        yield Seen(
            section_name(claim.section), "sections.other", values, quote=claim.quote, page=claim.page, case="fee"
        )
