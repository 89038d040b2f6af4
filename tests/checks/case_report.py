"""A small clean report of an invented county office, and the changes that a case asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from gongkai.readers.recognise.value import figure
from gongkai.report.cell import Cell, State
from gongkai.report.format import Format, load_format
from gongkai.report.model import AnnualReport, Passage, RowFound, Section, Table

AGENCY = "青石县人民政府办公室"
_TABLE3 = {
    "received": (7, 1, 0, 0, 0, 0, 8),
    "carried_in": (1, 0, 0, 0, 0, 0, 1),
    "granted": (4, 1, 0, 0, 0, 0, 5),
    "partial": (1, 0, 0, 0, 0, 0, 1),
    "denied_internal": (1, 0, 0, 0, 0, 0, 1),
    "unable_not_held": (1, 0, 0, 0, 0, 0, 1),
    "concluded": (7, 1, 0, 0, 0, 0, 8),
    "carried_out": (1, 0, 0, 0, 0, 0, 1),
}
_TABLE4 = {
    "review": (1, 0, 0, 1, 2),
    "lawsuit_direct": (0, 0, 0, 0, 0),
    "lawsuit_after_review": (1, 0, 0, 0, 1),
}
_TABLE2 = {
    "regulations": {"made": 0, "repealed": 0, "in_force": 0},
    "normative_documents": {"made": 3, "repealed": 2, "in_force": 40},
    "licences": {"decisions": 120},
    "penalties": {"decisions": 15},
    "coercions": {"decisions": 2},
    "fees": {"amount": Decimal("3.5")},
}
_TEXT = {
    "preamble": ["本报告由青石县人民政府办公室编制，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"],
    "overview": [
        "（一）主动公开。在县政府网站开设专栏，按月更新，公众可以查阅和下载。",
        "（二）依申请公开。设专人登记和答复申请，文书使用统一的式样。",
        "（三）政府信息管理。发布之前逐条作保密审查，留存审查单。",
        "（四）政府信息公开平台建设。网站每周巡检一次，发现错链当天修复。",
        "（五）监督保障。组织业务培训，工作情况列入年终考核。",
    ],
    "proactive": [],
    "requests": [],
    "remedies": [],
    "problems": ["主要问题是政策解读形式单一，明年将增加图解和短视频，由起草科室负责。"],
    "other": ["本年度没有收取信息处理费。"],
}


def clean_report(year: int = 2023, format_id: str = "2021") -> AnnualReport:
    """The report without a fault; that of the year before fits it."""
    spec = load_format(format_id)
    columns3 = tuple(spec.table3_columns)
    rows3 = {
        row.id: dict(zip(columns3, _cells(_TABLE3.get(row.id, (0,) * 7)), strict=True)) for row in spec.table3_rows
    }
    columns4 = tuple(spec.table4_columns)
    rows4 = {group: dict(zip(columns4, _cells(_TABLE4[group]), strict=True)) for group in spec.table4_groups}
    rows2 = {
        row: {c: Cell(v := _TABLE2.get(row, {}).get(c, 0), str(v)) for c in columns}
        for row, columns in spec.table2_columns_of.items()
    }
    paragraphs = {k: tuple(Passage(t.format(year=year)) for t in v) for k, v in _TEXT.items()}
    return AnnualReport(
        format="2019" if format_id == "2019" else "2021",
        agency=AGENCY,
        year=year,
        title=f"{AGENCY}{year}年政府信息公开工作年度报告",
        preamble=paragraphs["preamble"],
        sections=tuple(Section(s.id, s.heading, paragraphs[s.id]) for s in spec.sections),
        table2=Table("table2", rows2, {r: RowFound(r, _label2(spec, r), len(c), len(c)) for r, c in rows2.items()}),
        table3=Table("table3", rows3, {r.id: RowFound(r.id, r.label, 7, 7) for r in spec.table3_rows}),
        table4=Table("table4", rows4, {"data": RowFound("data", "", 15, 15)}),
    )


def report_of_year_before() -> AnnualReport:
    """The clean report of 2022: its carry-out, stock and pending cases are what 2023 begins with."""
    report = clean_report(2022)
    texts = {
        "overview": ["（一）主动公开。新增数据开放栏目。（二）依申请公开。更换登记系统。"],
        "problems": ["目录更新不够快，拟改为按周更新。"],
    }
    return changed(
        report, {"cells": {"table2.normative_documents.in_force": 39, "table4.review.upheld": 1}, "text": texts}
    )


def _label2(spec: Format, row: str) -> str:
    return next(group.rows[row] for group in spec.table2 if row in group.rows)


def _cells(values: tuple[int, ...]) -> list[Cell]:
    return [Cell(value, str(value)) for value in values]


def changed(report: AnnualReport, change: Mapping[str, Any]) -> AnnualReport:
    """The report with what a case changes: report fields, cells by path, text and headings by section, rows, labels."""
    report = replace(report, **{key: value or None for key, value in change.get("report", {}).items()})
    for path, raw in change.get("cells", {}).items():
        report = _with_cell(report, path, raw)
    for section, paragraphs in change.get("text", {}).items():
        passages = tuple(Passage(p) for p in paragraphs)
        if section == "preamble":
            report = replace(report, preamble=passages)
        else:
            report = _with_section(report, section, paragraphs=passages)
    for section, heading in change.get("headings", {}).items():
        report = _with_section(report, section, heading=heading or None)
    for section in change.get("out_of_order", ()):
        report = _with_section(report, section, in_order=False)
    for path in change.get("without", ()):
        report = _without_row(report, path)
    for path, count in change.get("counts", {}).items():
        report = _with_found(report, path, values=count)
    for path, label in change.get("labels", {}).items():
        report = _with_found(report, path, label=label)
    for table, labels in change.get("strange", {}).items():
        report = replace(report, **{table: replace(getattr(report, table), other=tuple(labels))})
    for table, headers in change.get("headers", {}).items():
        report = replace(report, **{table: replace(getattr(report, table), headers=tuple(headers))})
    for table in change.get("absent", ()):
        report = replace(report, **{table: replace(getattr(report, table), rows={}, found={}, present=False)})
    return report


def _with_cell(report: AnnualReport, path: str, raw: object) -> AnnualReport:
    table_id, row, column = path.split(".")
    table: Table = getattr(report, table_id)
    if isinstance(raw, str):
        read = figure(raw)
        assert read is not None
        cell = read.cell()
    else:
        value = Decimal(str(raw)) if isinstance(raw, float) else raw
        cell = Cell(value, str(raw))  # type: ignore[arg-type]
    rows = {**table.rows, row: {**table.rows[row], column: cell}}
    return replace(report, **{table_id: replace(table, rows=rows)})


def _with_section(report: AnnualReport, section_id: str, **fields: object) -> AnnualReport:
    sections = tuple(replace(s, **fields) if s.id == section_id else s for s in report.sections)  # type: ignore[arg-type]
    return replace(report, sections=sections)


def _without_row(report: AnnualReport, path: str) -> AnnualReport:
    table_id, row = path.split(".")
    table: Table = getattr(report, table_id)
    gone = {c: Cell(None, "", State.MISSING, "原文没有这一行") for c in table.rows[row]}
    found = {k: v for k, v in table.found.items() if k != row}
    return replace(report, **{table_id: replace(table, rows={**table.rows, row: gone}, found=found)})


def _with_found(report: AnnualReport, path: str, **fields: object) -> AnnualReport:
    table_id, row = path.split(".")
    table: Table = getattr(report, table_id)
    found = {**table.found, row: replace(table.found[row], **fields)}  # type: ignore[arg-type]
    return replace(report, **{table_id: replace(table, found=found)})
