"""What the tables say to a claim: each meaning its words can have, the plain one first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from gongkai.checks.narrative.claim import Claim, Kind
from gongkai.report.cell import Number
from gongkai.report.model import AnnualReport

__all__ = ["TABLE3", "Meaning", "fits", "meanings"]

TABLE2 = "第二部分表格"
TABLE3 = "第三部分表格"
TABLE4 = "第四部分表格"
_WAN = 10_000
_ROUNDED = Decimal("0.05")
"""Money may be rounded to its last figure where that changes it by so much at most: 1.2亿元 for 12043.5万元."""
_CELLS2 = {
    Kind.LICENCES: ("licences", "decisions"),
    Kind.PENALTIES: ("penalties", "decisions"),
    Kind.COERCIONS: ("coercions", "decisions"),
    Kind.FEES: ("fees", "amount"),
    Kind.RULES_MADE: ("regulations", "made"),
    Kind.RULES_REPEALED: ("regulations", "repealed"),
    Kind.RULES_IN_FORCE: ("regulations", "in_force"),
    Kind.MADE: ("normative_documents", "made"),
    Kind.REPEALED: ("normative_documents", "repealed"),
    Kind.IN_FORCE: ("normative_documents", "in_force"),
}
_ROWS3 = {
    Kind.CARRIED_IN: ("carried_in",),
    Kind.CARRIED_OUT: ("carried_out",),
    Kind.GRANTED: ("granted",),
    Kind.PARTIAL: ("partial",),
    Kind.GRANTED_OR_PARTIAL: ("granted", "partial"),
}
_GROUPS3 = {Kind.DENIED: "denied_", Kind.UNABLE: "unable_", Kind.REFUSED: "refused_", Kind.OTHER: "other_"}
_COLUMNS4 = {"UPHELD": "upheld", "CORRECTED": "corrected", "PENDING": "pending"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning a claim can have: what the tables say for it, and where."""

    value: Number
    words: str
    path: str


_Told = tuple[Number | None, str, str]


def meanings(report: AnnualReport, claim: Claim) -> list[Meaning]:
    """What the tables can say to a claim, the plain meaning first; none where the tables have a gap."""
    told = _told(report, claim)
    if not told or told[0][0] is None:
        return []
    return [Meaning(value, words, path) for value, words, path in told if value is not None]


def fits(claim: Claim, value: Number) -> bool:
    """True when the claim's number can mean this value; money, written in 万元 or 亿元, when it rounds to it."""
    assert claim.amount is not None
    if claim.kind is Kind.FEES and claim.amount.exact:
        gap = abs(Decimal(value) - claim.amount.low)
        return gap == 0 or (gap < claim.amount.step and gap <= abs(Decimal(value)) * _ROUNDED)
    return claim.amount.may_be(Decimal(value))


def _told(report: AnnualReport, claim: Claim) -> list[_Told]:
    kind = claim.kind
    if claim.row:
        known = claim.row in report.table3.found
        value = report.table3.value(claim.row, "total") if known else None
        return [(value, f"{TABLE3}“{claim.what}”", f"table3.{claim.row}.total")]
    if kind in _CELLS2:
        row, column = _CELLS2[kind]
        value = report.table2.value(row, column)
        if kind is Kind.FEES and value is not None:
            value = Decimal(value) * _WAN  # the table counts 万元, prose is read in 元
            value = int(value) if value == int(value) else value
        return [(value, f"{TABLE2}“{kind}”", f"table2.{row}.{column}")]
    if kind in _ROWS3:
        rows = _ROWS3[kind]
        return [(_totals(report, *rows), f"{TABLE3}“{kind}”", f"table3.{rows[0]}.total")]
    if kind in _GROUPS3:
        prefix = _GROUPS3[kind]
        return [(_group3(report, prefix), f"{TABLE3}“{kind}”各行合计", f"table3.{prefix}")]
    if kind.name.startswith(("REVIEWS", "LAWSUITS")):
        return _remedies(report, kind)
    by_kind: dict[Kind, Callable[[AnnualReport], list[_Told]]] = {
        Kind.RECEIVED: _received,
        Kind.HANDLED: _received,
        Kind.TO_HANDLE: lambda r: _received(r)[::-1],
        Kind.CONCLUDED: _concluded,
        Kind.NATURAL: lambda r: _applicants(r, "natural_person", ["natural_person"], "自然人"),
        Kind.COMPANIES: lambda r: _applicants(r, "company", ["company"], "商业企业"),
        Kind.RESEARCH: lambda r: _applicants(r, "research", ["research"], "科研机构"),
        Kind.NGOS: lambda r: _applicants(r, "ngo", ["ngo"], "社会公益组织"),
        Kind.LEGAL_SERVICES: lambda r: _applicants(r, "legal_service", ["legal_service"], "法律服务机构"),
        Kind.ORGANISATIONS: lambda r: _applicants(r, "company", r.spec.inputs[1:], "法人或其他组织合计"),
    }
    return by_kind[kind](report) if kind in by_kind else []


def _received(report: AnnualReport) -> list[_Told]:
    new: _Told = (_totals(report, "received"), f"{TABLE3}本年新收", "table3.received.total")
    if not _totals(report, "carried_in"):
        return [new]
    both = _totals(report, "received", "carried_in")
    return [new, (both, f"{TABLE3}本年新收加上年结转", "table3.received.total")]


def _concluded(report: AnnualReport) -> list[_Told]:
    """答复 may leave out what was not handled further; 办理 may be what there was to handle."""
    path = "table3.concluded.total"
    concluded = _totals(report, "concluded")
    others, refused = _group3(report, "other_"), _group3(report, "refused_")
    answered = None if concluded is None or others is None else concluded - others
    handled = None if answered is None or refused is None else answered - refused
    return [
        (concluded, f"{TABLE3}办理结果总计", path),
        (answered if others else None, "办理结果总计减其他处理", path),
        (handled if refused else None, "办理结果总计减不予处理和其他处理", path),
        (_totals(report, "received", "carried_in"), "本年新收加上年结转", path),
        (_totals(report, "received"), "本年新收", path),
    ]


def _applicants(report: AnnualReport, column: str, columns: Iterable[str], words: str) -> list[_Told]:
    def count(*rows: str) -> Number | None:
        return _sum(report.table3.value(row, c) for row in rows for c in columns)

    path = f"table3.received.{column}"
    return [
        (count("received"), f"{TABLE3}本年新收{words}", path),
        (count("received", "carried_in"), f"本年新收加上年结转{words}", path),
        (count("concluded"), f"办理结果总计{words}", path),
    ]


def _remedies(report: AnnualReport, kind: Kind) -> list[_Told]:
    name, _, ending = kind.name.partition("_")
    column = _COLUMNS4.get(ending)

    def count(group: str) -> Number | None:
        return report.table4.value(group, column) if column else _group4(report, group)

    if name == "REVIEWS":
        return [(count("review"), f"{TABLE4}“{kind}”", f"table4.review.{column or 'total'}")]
    if ending in ("DIRECT", "AFTER"):
        group = "lawsuit_direct" if ending == "DIRECT" else "lawsuit_after_review"
        return [(count(group), f"{TABLE4}“{kind}”", f"table4.{group}.total")]
    direct, after = count("lawsuit_direct"), count("lawsuit_after_review")
    path = f"table4.lawsuit_direct.{column or 'total'}"
    return [
        (_sum((direct, after)), f"{TABLE4}“{kind}”两项之和", path),
        (direct, f"{TABLE4}未经复议直接起诉", path),
        (after, f"{TABLE4}复议后起诉", path.replace("direct", "after_review")),
    ]


def _sum(values: Iterable[Number | None]) -> Number | None:
    known: list[Number] = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return sum(known)


def _totals(report: AnnualReport, *rows: str) -> Number | None:
    return _sum(report.table3.value(row, "total") for row in rows)


def _group3(report: AnnualReport, prefix: str) -> Number | None:
    rows = [r for r in report.table3.rows if r.startswith(prefix) and r in report.table3.found]
    return _totals(report, *rows) if rows else None


def _group4(report: AnnualReport, group: str) -> Number | None:
    """The total of a group of table 4; the sum of its parts where the stated total is smaller, as T4-TOTAL tells."""
    cells = [report.table4.value(group, c) for c in report.spec.table4_columns]
    parts = _sum(cells[:-1])
    return None if parts is None or cells[-1] is None else max(cells[-1], parts)
