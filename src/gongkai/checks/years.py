"""Across two years: what was carried over, the stock of documents, pending cases."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.checks.arithmetic import read_from_source
from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.places import TABLE_NAMES, row_name, table_place
from gongkai.checks.registry import Subject, check
from gongkai.report.model import AnnualReport


def _consecutive(subject: Subject) -> AnnualReport | None:
    """The report of the year before, where both years are known to follow each other."""
    previous, year = subject.previous, subject.report.year
    if previous is None or previous.format == "pre-2019":
        return None
    return None if year is None or previous.year is None or previous.year != year - 1 else previous


@check(
    "Y-PREVIOUS",
    "上年报告",
    severity=Severity.WARNING,
    source="REG2019/49",
    needs_previous=True,
    message={
        "": "用来对照的报告是{previous}年度的，不是{year}年度的上一年，没有作跨年核对",
        "agency": "用来对照的报告是“{previous}”的，与“{agency}”不是同一机关，请确认",
    },
)
def follows(subject: Subject) -> Iterator[Seen | Hold]:
    """The report given as last year's is that of the year before and of the same agency."""
    report, previous = subject.report, subject.previous
    assert previous is not None  # needs_previous
    if report.year is not None and previous.year is not None and previous.year != report.year - 1:
        values: dict[str, object] = {"previous": previous.year, "year": report.year}
        yield Seen("上年报告", "year", values, expected=report.year - 1, found=previous.year)
    if report.agency and previous.agency and not _same_agency(report.agency, previous.agency):
        values = {"previous": previous.agency, "agency": report.agency}
        yield Seen("上年报告", "agency", values, case="agency", severity=Severity.NOTICE)


def _same_agency(one: str, other: str) -> bool:
    return one == other or one.endswith(other) or other.endswith(one)


@check(
    "Y-CARRY",
    "上年结转",
    severity=Severity.ERROR,
    source="FMT2021/3",
    needs_previous=True,
    message="{column}：本年填上年结转{carried_in}件，上年报告填结转下年度{carried_out}件，相差{gap}件",
)
def carry(subject: Subject) -> Iterator[Seen | Hold]:
    """What this year carries in is what last year carried out, in every column."""
    report, previous = subject.report, _consecutive(subject)
    if previous is None:
        return
    held = 0
    for column, name in report.spec.table3_columns.items():
        now = read_from_source(report.table3.rows.get("carried_in", {}).get(column))
        before = read_from_source(previous.table3.rows.get("carried_out", {}).get(column))
        if now is None or before is None:
            continue
        if now == before:
            held += 1
            continue
        yield Seen(
            table_place(report, "table3", "carried_in", column),
            f"table3.carried_in.{column}",
            {"column": name, "carried_in": now, "carried_out": before, "gap": abs(now - before)},
            expected=before,
            found=now,
        )
    if held:
        yield Hold(TABLE_NAMES["table3"], f"上年结转与上年报告的结转下年度一致（{held}列）")


@check(
    "T2-STOCK",
    "现行有效件数",
    severity=Severity.WARNING,
    source="ND2018/record",
    since=2022,
    needs_previous=True,
    message="“{row}”：上年现行有效{before}件＋本年制发{made}件－本年废止{repealed}件＝{due}件，本年填现行有效{in_force}件",
)
def stock(subject: Subject) -> Iterator[Seen | Hold]:
    """Documents in force are last year's plus made less repealed; the change of format in 2021 is exempt."""
    report, previous = subject.report, _consecutive(subject)
    if previous is None or report.format != "2021" or previous.format != "2021":
        return
    for row in ("regulations", "normative_documents"):
        cells = report.table2.rows.get(row, {})
        before = read_from_source(previous.table2.rows.get(row, {}).get("in_force"))
        made, repealed, in_force = (read_from_source(cells.get(c)) for c in ("made", "repealed", "in_force"))
        if before is None or made is None or repealed is None or in_force is None:
            continue
        due = before + made - repealed
        if due == in_force:
            yield Hold(
                TABLE_NAMES["table2"], f"{row_name(report.spec, 'table2', row)}现行有效件数与上年衔接（{in_force}件）"
            )
            continue
        yield Seen(
            table_place(report, "table2", row, "in_force"),
            f"table2.{row}.in_force",
            {
                "row": row_name(report.spec, "table2", row),
                "before": before,
                "made": made,
                "repealed": repealed,
                "due": due,
                "in_force": in_force,
            },
            expected=due,
            found=in_force,
        )


@check(
    "Y-PENDING",
    "上年未结案件",
    severity=Severity.WARNING,
    source="FMT2021/4",
    needs_previous=True,
    message="“{group}”：上年有{pending}件尚未审结，本年总计只有{total}件，上年未结的案件没有下文",
)
def pending(subject: Subject) -> Iterator[Seen | Hold]:
    """Cases that were pending at the end of last year appear again this year."""
    report, previous = subject.report, _consecutive(subject)
    if previous is None:
        return
    for group, name in report.spec.table4_groups.items():
        left = read_from_source(previous.table4.rows.get(group, {}).get("pending"))
        cells = report.table4.rows.get(group, {})
        parts = [read_from_source(cells.get(c)) for c in ("upheld", "corrected", "other", "pending", "total")]
        known = [p for p in parts if p is not None]
        if not left or len(known) < len(parts):
            continue
        total = max(known[-1], sum(known[:-1]))
        if total < left:
            yield Seen(
                table_place(report, "table4", group),
                f"table4.{group}.total",
                {"group": name, "pending": left, "total": total},
                expected=f"不少于{left}",
                found=total,
            )
        else:
            yield Hold(TABLE_NAMES["table4"], f"上年未结的{name}案件在本年总计之内")
