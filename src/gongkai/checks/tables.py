"""The shape of the statutory tables: rows, number of values, blanks, values that cannot be, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.places import TABLE_NAMES, row_name, table_place
from gongkai.checks.registry import Subject, check
from gongkai.readers.recognise.vocabulary import fold, words_of
from gongkai.report.cell import State
from gongkai.report.model import AnnualReport, RowFound, Table

_SHOWN = 6
_CLAUSES = {"table2": "FMT2021/2", "table3": "FMT2021/3", "table4": "FMT2021/4"}
_PARTS = {"table2": "第二部分", "table3": "第三部分", "table4": "第四部分"}
_CANNOT_MAKE_RULES = re.compile(
    r"(?:县|旗|街道|乡|镇|办公室|局|厅|中心|站|所|队)$|县人民政府|(?<!地)区人民政府|街道办事处|[乡镇]人民政府"
)
_MAY_MAKE_RULES = re.compile(
    r"^(?:国务院|国家|中国|海关总署|自治区|.{2,8}自治区人民政府)|^[^县区]{2,8}(?:省|市|自治州)人民政府$"
)


def _listed(names: list[str]) -> str:
    shown = "、".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown}等{len(names)}处"


@check(
    "F-TABLE",
    "缺少表格",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message="没有找到{table}",
)
def table_missing(subject: Subject) -> Iterator[Seen | Hold]:
    """All three statutory tables are there."""
    for table in subject.report.tables:
        if not table.present:
            yield Seen(_PARTS[table.id], table.id, {"table": TABLE_NAMES[table.id]}, clause=_CLAUSES[table.id])


@check(
    "F-ROW",
    "缺行、多行",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message={
        "": "{table}缺少：{rows}",
        "single": "（六）其他处理只有一行，{format}年格式分为三行",
        "more": "{table}多出格式没有的行：{rows}",
    },
)
def rows(subject: Subject) -> Iterator[Seen | Hold]:
    """Every row of the format stands in its table, and no other."""
    report = subject.report
    for table in report.tables:
        if not table.found:
            continue
        lacking = [row for row in table.rows if row not in table.found and table.id != "table4"]
        if table.id == "table3" and _single_other(table):
            yield Seen(
                TABLE_NAMES["table3"],
                "table3.other_other",
                {"format": report.format},
                expected=3,
                found=1,
                quote=table.found["other_other"].label,
                page=table.found["other_other"].place.page,
                case="single",
                clause="FMT2021/3",
            )
            lacking = [row for row in lacking if not row.startswith("other_")]
        if lacking:
            names = [row_name(report.spec, table.id, row) for row in lacking]
            yield Seen(
                TABLE_NAMES[table.id],
                f"{table.id}.{lacking[0]}",
                {"table": TABLE_NAMES[table.id], "rows": _listed(names)},
                expected=names,
                clause=_CLAUSES[table.id],
            )
        if strange := [label[:20] for label in table.other if label]:
            yield Seen(
                TABLE_NAMES[table.id],
                table.id,
                {"table": TABLE_NAMES[table.id], "rows": _listed(strange)},
                found=strange,
                case="more",
                severity=Severity.NOTICE,
                clause=_CLAUSES[table.id],
            )


def _single_other(table: Table) -> bool:
    other = table.found.get("other_other")
    return (
        other is not None and "其他处理" in other.label and {"other_not_corrected", "other_unpaid"} <= set(table.rows)
    )


@check(
    "F-CELLS",
    "每行的数值个数",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message={
        "": "{table}有{count}行的数值不是{expected}个：{rows}",
        "one": "{table}“{row}”行有{found}个数值，格式为{expected}个",
        "data": "第四部分表格的数据行有{found}个数值，格式为{expected}个",
    },
)
def cells(subject: Subject) -> Iterator[Seen | Hold]:
    """Every row holds as many values as the format has columns."""
    report = subject.report
    for table in report.tables:
        wrong = [fact for fact in table.found.values() if fact.values != fact.expected]
        for expected in sorted({fact.expected for fact in wrong}):
            same = [fact for fact in wrong if fact.expected == expected]
            yield _miscounted(report, table, same)
        if table.found and not wrong:
            yield Hold(TABLE_NAMES[table.id], "每行数值个数与格式一致")


def _miscounted(report: AnnualReport, table: Table, facts: list[RowFound]) -> Seen:
    first = facts[0]
    names = [f"{row_name(report.spec, table.id, f.id)}（{f.values}个）" for f in facts]
    case = "data" if first.id == "data" else ("one" if len(facts) == 1 else "")
    return Seen(
        TABLE_NAMES[table.id],
        f"{table.id}.{first.id}",
        {
            "table": TABLE_NAMES[table.id],
            "row": row_name(report.spec, table.id, first.id),
            "rows": _listed(names),
            "count": len(facts),
            "expected": first.expected,
            "found": first.values,
        },
        expected=first.expected,
        found={f.id: f.values for f in facts} if len(facts) > 1 else first.values,
        quote=first.label,
        page=first.place.page,
        case=case,
        clause=_CLAUSES[table.id],
    )


@check(
    "F-BLANK",
    "空白单元格",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message="{table}有{count}个单元格没有填数字：{cells}（没有的应填0）",
)
def blanks(subject: Subject) -> Iterator[Seen | Hold]:
    """No cell is left empty or filled with a dash: none is 0."""
    report = subject.report
    for table in report.tables:
        empty = [
            (row_id, column_id, cell)
            for row_id, row in table.rows.items()
            for column_id, cell in row.items()
            if cell.state is State.BLANK
        ]
        if not empty:
            continue
        names = [
            table_place(report, table.id, row, column).removeprefix(TABLE_NAMES[table.id])
            + (f"“{cell.raw}”" if cell.raw else "")
            for row, column, cell in empty
        ]
        row, column, cell = empty[0]
        yield Seen(
            TABLE_NAMES[table.id],
            f"{table.id}.{row}.{column}",
            {"table": TABLE_NAMES[table.id], "count": len(empty), "cells": _listed(names)},
            expected=0,
            found=cell.raw,
            page=cell.place.page if cell.place else None,
            clause=_CLAUSES[table.id],
        )


@check(
    "F-VALUE",
    "不可能的数值",
    severity=Severity.ERROR,
    source="FMT2021/sections",
    message="{place}填“{raw}”，件数应当是不小于0的整数",
)
def values(subject: Subject) -> Iterator[Seen | Hold]:
    """Counts are whole and not negative; only amounts of money have decimals and only a change may be negative."""
    report = subject.report
    for table in report.tables:
        for row_id, row in table.rows.items():
            for column_id, cell in row.items():
                if cell.value is None or column_id == "change":
                    continue
                whole = column_id == "amount" or cell.value == int(cell.value)
                if cell.value >= 0 and whole:
                    continue
                place = table_place(report, table.id, row_id, column_id)
                path = f"{table.id}.{row_id}.{column_id}"
                yield Seen(
                    place,
                    path,
                    {"place": place, "raw": cell.raw or cell.value},
                    found=str(cell.value),
                    clause=_CLAUSES[table.id],
                )


@check(
    "F-LABEL",
    "行名与格式不一致",
    severity=Severity.NOTICE,
    source="FMT2021/sections",
    message="{table}的行名“{found}”与格式不一致，应为“{due}”",
)
def labels(subject: Subject) -> Iterator[Seen | Hold]:
    """The labels of the rows are those of the format, spaces and punctuation aside."""
    report = subject.report
    for table in report.tables:
        for fact in table.found.values():
            if not fact.label or fact.id == "data" or (fact.id == "other_other" and "其他处理" in fact.label):
                continue
            folded = fold(fact.label)
            if folded in words_of() or any(w.id == fact.id for t, ws in words_of().items() for w in ws if t in folded):
                continue
            due = row_name(report.spec, table.id, fact.id)
            yield Seen(
                TABLE_NAMES[table.id],
                f"{table.id}.{fact.id}",
                {"table": TABLE_NAMES[table.id], "found": fact.label, "due": due},
                expected=due,
                found=fact.label,
                quote=fact.label,
                page=fact.place.page,
                clause=_CLAUSES[table.id],
            )


@check(
    "T2-POWER",
    "规章制定权",
    severity=Severity.WARNING,
    source="LEGISLATION2023/91-93",
    message="“规章”行填了{made}件，{agency}没有规章制定权，请核对是否把规范性文件填作规章",
)
def power(subject: Subject) -> Iterator[Seen | Hold]:
    """Only an agency that can make rules (规章) claims some."""
    report = subject.report
    agency = report.agency or ""
    if not _CANNOT_MAKE_RULES.search(agency) or _MAY_MAKE_RULES.search(agency):
        return
    columns = ("made",) if report.format == "2019" else ("made", "repealed", "in_force")
    for column in columns:
        value = report.table2.value("regulations", column)
        if value:
            yield Seen(
                table_place(report, "table2", "regulations", column),
                f"table2.regulations.{column}",
                {"made": value, "agency": agency},
                expected=0,
                found=value,
            )
            return
