"""The contract of `report read --json`, and back without loss."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gongkai.report.cell import Cell, Place, State
from gongkai.report.json_form import NotAReport, from_json, to_json
from gongkai.report.model import AnnualReport, Note, Passage, RowFound, Section, Source, Table
from tests.sample_reports import busy, trial


def _as_read() -> AnnualReport:
    """A report as a reader gives it: places, labels, notes, cells that were not plain."""
    report = busy()
    place = Place(2, 14, 5)
    rows = {
        row: {c: replace(cell, place=place) for c, cell in cells.items()} for row, cells in report.table3.rows.items()
    }
    rows["granted"]["total"] = Cell(22, "22（其中修订16件）", State.INFERRED, "数字后面有说明", place)
    rows["granted"]["company"] = Cell(None, "/", State.BLANK, "单元格中没有数字", Place(3))
    rows["partial"] = dict.fromkeys(rows["partial"], Cell(None, "", State.MISSING, "没有这一行"))
    found = {row: RowFound(row, "行 名", 7, 7, place) for row in rows if row != "partial"}
    table3 = Table("table3", rows, found, ("自然人", "商业企业"), ("怪行",))
    sections = (
        replace(
            report.sections[0], paragraphs=(Passage("一\n二", Place(1, 3)), Passage("", Place(1, 4))), in_order=False
        ),
        Section("proactive", None, (Passage(""),)),
        *report.sections[2:],
    )
    return replace(
        report,
        sections=sections,
        preamble=(Passage("前言", Place(1, 1)),),
        table3=table3,
        table4=Table("table4", {}, present=False),
        remarks=(Note("agency", "inferred", "按正文认定"),),
        source=Source("docx", 5, ("有修订",)),
    )


def _through_text(report: AnnualReport) -> Any:
    return json.loads(json.dumps(to_json(report), ensure_ascii=False, allow_nan=False))


@pytest.mark.parametrize("report", [busy(), trial(), _as_read()], ids=["busy", "trial", "as read"])
def test_back_without_loss(report: AnnualReport) -> None:
    assert from_json(_through_text(report)) == report


def test_contract() -> None:
    form = to_json(busy())
    assert {"format", "agency", "year", "table2", "table3", "table4", "sections", "notes"} <= set(form)
    assert list(form["table3"]["received"].values()) == [13612, 252, 0, 45, 128, 32, 14069]
    assert list(form["table3"]["received"]) == list(busy().spec.table3_columns)
    assert form["table2"]["fees"]["amount"] == 7730.28
    assert type(form["table2"]["licences"]["decisions"]) is int
    assert form["sections"]["other"].startswith("收取信息处理费")
    assert form["notes"] == []


def test_rows_the_old_format_lacks_are_null() -> None:
    assert set(to_json(trial())["table3"]["other_unpaid"].values()) == {None}


def test_notes_name_cells_and_remarks() -> None:
    notes = to_json(_as_read())["notes"]
    assert {"path": "table3.granted.total", "state": "inferred", "why": "数字后面有说明"} in notes
    assert notes[-1]["path"] == "agency"


def test_a_decimal_that_no_float_holds() -> None:
    report = busy()
    amount = Decimal("12345678901234.567890123")
    rows = dict(report.table2.rows) | {"fees": {"amount": Cell(amount, str(amount))}}
    again = from_json(_through_text(replace(report, table2=replace(report.table2, rows=rows))))
    assert again.table2.value("fees", "amount") == amount


def test_the_contract_alone_is_enough() -> None:
    form = {key: value for key, value in to_json(busy()).items() if key.startswith("table")}
    del form["table3"]["granted"]
    report = from_json(form)
    assert report.table3.value("received", "total") == 14069
    assert report.table3.rows["granted"]["total"].state is State.MISSING
    assert (report.agency, report.title, report.sections[0].heading) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ([], "全文"),
        ({}, "不是年度报告的数据"),
        ({"format": "2008", "table2": {}}, "format"),
        ({"table3": {"received": {"total": "七"}}}, "table3.received.total"),
        ({"table3": {"received": {"total": True}}}, "应为数字或 null"),
        ({"table3": {"received": {"total": float("inf")}}}, "有限的数字"),
        ({"table3": {"bogus": {}}}, "不是格式中的行"),
        ({"table3": {"received": {"men": 1}}}, "不是格式中的列"),
        ({"table3": [1]}, "table3"),
        ({"table2": {}, "year": "2023"}, "year"),
        ({"table2": {}, "sections": {"overview": 3}}, "sections.overview"),
        ({"table2": {}, "notes": [{"path": 1}]}, "notes[0].path"),
        ({"table4": {"review": {"total": 1}}, "notes": [{"path": "table4.review.total", "state": "odd"}]}, "odd"),
    ],
)
def test_what_is_no_report_is_told_in_chinese(change: object, words: str) -> None:
    with pytest.raises(NotAReport) as told:
        from_json(change)
    assert words in str(told.value)
