"""The workbooks: the filled one with the report's own figures, the template with formulas and protection."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from gongkai.report.model import Passage
from gongkai.writers.xlsx import CHECK_SHEET, GUIDE_SHEET, WrongFormat, render, render_template
from tests.sample_reports import busy, cell, trial


def _load(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_filled_workbook_has_the_stated_figures() -> None:
    report = busy()
    wrong = dict(report.table3.rows) | {"received": dict(report.table3.rows["received"]) | {"total": cell(1)}}
    book = _load(render(replace(report, table3=replace(report.table3, rows=wrong))))
    assert book.sheetnames == ["文字部分", "第二部分", "第三部分", "第四部分"]
    assert book["第三部分"]["J4"].value == 1
    assert Decimal(str(book["第二部分"]["B14"].value)) == Decimal("7730.28")
    assert "A6:A27" in {str(merged) for merged in book["第三部分"].merged_cells.ranges}
    assert book["文字部分"]["A1"].value == report.title
    assert not any(str(c.value).startswith("=") for sheet in book for row in sheet.iter_rows() for c in row)


def test_words_are_no_formula_and_nothing_is_cut() -> None:
    long = "长" * 40_000
    book = _load(render(replace(busy(), preamble=(Passage('=HYPERLINK("x")'), Passage(long)))))
    sheet = book["文字部分"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ('=HYPERLINK("x")', "s")
    assert str(sheet["B3"].value) + str(sheet["B4"].value) == long


def test_template_formulas_and_protection() -> None:
    book = _load(render_template("2021", "青石区人民政府", 2024))
    assert book.sheetnames == [GUIDE_SHEET, "文字部分", "第二部分", "第三部分", "第四部分", CHECK_SHEET]
    table = book["第三部分"]
    assert table["J4"].value == '=IF(COUNT(D4,E4,F4,G4,H4,I4)=0,"",SUM(D4,E4,F4,G4,H4,I4))'
    parts = ",".join(f"D{row}" for row in range(6, 27))
    assert table["D27"].value == f'=IF(COUNT({parts})=0,"",SUM({parts}))'
    assert book["第四部分"]["E4"].value == '=IF(COUNT(A4,B4,C4,D4)=0,"",SUM(A4,B4,C4,D4))'
    opened = [c for row in table.iter_rows() for c in row if not c.protection.locked]
    assert len(opened) == 144
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    rules = {rule.type for sheet in book for rule in sheet.data_validations.dataValidation}
    assert rules == {"whole", "decimal"}


def test_template_checks_name_both_sides() -> None:
    sheet = _load(render_template())[CHECK_SHEET]
    lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [line[1] for line in lines[:3]] == ["=10", "=144", "=12"]
    assert lines[3][1:3] == ["=SUM('第三部分'!D4,'第三部分'!D5)", "=SUM('第三部分'!D27,'第三部分'!D28)"]
    assert len(lines) == 3 + 7


def test_template_of_the_right_year() -> None:
    assert _load(render_template("2019", year=2020))["第三部分"]["B25"].value == "（七）总计"
    with pytest.raises(WrongFormat, match="2021年起的格式"):
        render_template("2019", year=2021)
    with pytest.raises(WrongFormat):
        render_template("2021", year=2020)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(trial()) == render(trial())
    assert render_template() == render_template()
