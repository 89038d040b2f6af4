"""勾稽关系: the identities of tables 3 and 4, each a row of data.

A gap is told by the form checks; arithmetic stays silent about it, and about figures that were themselves placed by
these sums.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.places import TABLE_NAMES, column_name, row_name, table_place
from gongkai.checks.registry import Subject, check
from gongkai.report.cell import Cell, Number, State
from gongkai.report.model import AnnualReport, Table

__all__ = ["read_from_source", "result_rows"]


def read_from_source(cell: Cell | None) -> Number | None:
    """The value that stands in the source; None for a gap and for a value that only sums gave."""
    if cell is None or (cell.state is State.INFERRED and not cell.raw):
        return None
    return cell.value


def result_rows(report: AnnualReport) -> tuple[str, ...]:
    """The rows of 办理结果 that the source has; where 其他处理 is one row the two beside it are not waited for."""
    other = report.table3.found.get("other_other")
    single = other is not None and "其他处理" in other.label
    return tuple(
        row
        for row in report.spec.results
        if not (single and row in ("other_not_corrected", "other_unpaid") and row not in report.table3.found)
    )


def _column(table: Table, rows: tuple[str, ...], column: str) -> list[Number] | None:
    values = [read_from_source(table.rows[row].get(column)) for row in rows]
    return None if any(v is None for v in values) else [v for v in values if v is not None]


@check(
    "T3-FLOW",
    "收件与办件平衡",
    severity=Severity.ERROR,
    source="FMT2021/3",
    message="{column}：本年新收{received}件＋上年结转{carried_in}件＝{came}件，"
    "办结总计{concluded}件＋结转下年度{carried_out}件＝{went}件，相差{gap}件",
)
def flow(subject: Subject) -> Iterator[Seen | Hold]:
    """What came in equals what was concluded plus what is left, in every column."""
    report = subject.report
    held = 0
    for column, name in report.spec.table3_columns.items():
        values = _column(report.table3, ("received", "carried_in", "concluded", "carried_out"), column)
        if values is None:
            continue
        received, carried_in, concluded, carried_out = values
        came, went = received + carried_in, concluded + carried_out
        if came == went:
            held += 1
            continue
        yield Seen(
            where=f"{TABLE_NAMES['table3']}“{name}”列",
            path=f"table3.concluded.{column}",
            values={
                "column": name,
                "received": received,
                "carried_in": carried_in,
                "concluded": concluded,
                "carried_out": carried_out,
                "came": came,
                "went": went,
                "gap": abs(came - went),
            },
            expected=came,
            found=went,
        )
    if held:
        yield Hold(TABLE_NAMES["table3"], f"第一项加第二项等于第三项加第四项（{held}列）")


@check(
    "T3-CONCLUDED",
    "办理结果合计",
    severity=Severity.ERROR,
    source="FMT2021/3",
    message="{column}：（一）至（六）各行合计{parts}件，（七）总计填{concluded}件，相差{gap}件",
)
def concluded(subject: Subject) -> Iterator[Seen | Hold]:
    """The total of results equals the sum of its rows, in every column."""
    report = subject.report
    rows = result_rows(report)
    held = 0
    for column, name in report.spec.table3_columns.items():
        parts = _column(report.table3, rows, column)
        stated = read_from_source(report.table3.rows.get("concluded", {}).get(column))
        if parts is None or stated is None:
            continue
        if sum(parts) == stated:
            held += 1
            continue
        yield Seen(
            where=table_place(report, "table3", "concluded", column),
            path=f"table3.concluded.{column}",
            values={"column": name, "parts": sum(parts), "concluded": stated, "gap": abs(sum(parts) - stated)},
            expected=sum(parts),
            found=stated,
        )
    if held:
        yield Hold(TABLE_NAMES["table3"], f"（七）总计等于（一）至（六）各行之和（{held}列）")


@check(
    "T3-TOTAL",
    "申请人合计",
    severity=Severity.ERROR,
    source="FMT2021/3",
    message="“{row}”行：各类申请人合计{parts}件，总计填{total}件，相差{gap}件",
)
def applicants(subject: Subject) -> Iterator[Seen | Hold]:
    """The total column equals the sum of the six kinds of applicants, in every row."""
    yield from _totals(subject.report, subject.report.table3, subject.report.spec.inputs, "各行总计等于各类申请人之和")


@check(
    "T4-TOTAL",
    "复议诉讼合计",
    severity=Severity.ERROR,
    source="FMT2021/4",
    message="“{row}”：各项结果合计{parts}件，总计填{total}件，相差{gap}件",
)
def remedies(subject: Subject) -> Iterator[Seen | Hold]:
    """The total of each group equals upheld, corrected, other and pending together."""
    parts = tuple(subject.report.spec.table4_columns)[:-1]
    yield from _totals(subject.report, subject.report.table4, parts, "各组总计等于各项结果之和")


def _totals(report: AnnualReport, table: Table, parts: tuple[str, ...], what: str) -> Iterator[Seen | Hold]:
    held = 0
    for row, cells in table.rows.items():
        values = [read_from_source(cells.get(column)) for column in parts]
        total = read_from_source(cells.get("total"))
        known = [v for v in values if v is not None]
        if total is None or len(known) < len(values):
            continue
        if sum(known) == total:
            held += 1
            continue
        name = row_name(report.spec, table.id, row)
        yield Seen(
            where=f"{TABLE_NAMES[table.id]}“{name}”“{column_name(report.spec, table.id, row, 'total')}”",
            path=f"{table.id}.{row}.total",
            values={"row": name, "parts": sum(known), "total": total, "gap": abs(sum(known) - total)},
            expected=sum(known),
            found=total,
        )
    if held:
        yield Hold(TABLE_NAMES[table.id], f"{what}（{held}{'行' if table.id == 'table3' else '组'}）")
