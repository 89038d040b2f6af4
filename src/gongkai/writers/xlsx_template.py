"""The workbook for filling in a report: inputs open and checked, the form locked, totals and 勾稽 by formulas."""

from __future__ import annotations

from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.report.format import Format, format_of_year, load_format
from gongkai.writers.layout import printable
from gongkai.writers.table_shape import ShapeCell, table_shape
from gongkai.writers.xlsx_checks import CHECK_SHEET, add_checks, formulas_of, redden
from gongkai.writers.xlsx_sheet import (
    PLAIN,
    SHEETS,
    STRONG,
    TEXT_SHEET,
    TITLE,
    Addresses,
    cell_at,
    draw_table,
    put_paragraph,
    put_text,
    saved,
    set_up_page,
    set_up_text,
)

__all__ = ["CHECK_SHEET", "GUIDE_SHEET", "WrongFormat", "render_template"]

GUIDE_SHEET = "填报说明"
"""With ``CHECK_SHEET`` the sheet of the template that is no part of the report."""

_INPUT = PatternFill("solid", fgColor="FFFFF8E1")
_PARAGRAPHS = {"overview": 20}
_PARAGRAPHS_ELSEWHERE = 8
_AGENCY, _YEAR = "B3", "B4"
_GUIDE = (
    "1.先在上面填写机关名称和年度，报告标题随之生成。",
    "2.浅黄色的格子是要填的，其余是固定文字或自动计算，已经锁定（没有密码，确需调整时可以撤销工作表保护）。",
    "3.没有发生的填0，不要留空；件数填不小于0的整数，收费金额以万元为单位，可以有小数。",
    "4.第三部分中，区分处理的申请只计入“（二）部分公开”；“总计”列和“（七）总计”行自动计算。",
    "5.第一项加第二项之和，应当等于第三项加第四项之和；不相等的列会变成红色，在“勾稽校验”中逐列列出。",
    "6.文字部分每行写一段，行数不够时可以插入行；第六部分应当写明信息处理费的收取情况，没有收取也要写明。",
)


class WrongFormat(ValueError):
    """The format is not that of the year; the message says so in Chinese."""


def render_template(format_id: str = "2021", agency: str = "", year: int | None = None) -> bytes:
    """An empty report as xlsx. Raises KeyError for an unknown format, WrongFormat for one that the year does not have.

    The trial format of 2019 is for 2019 and 2020 alone.
    """
    spec = load_format(format_id)
    if year is not None and (required := format_of_year(year)) is not spec:
        why = f"应当使用{required.first_year}年起的格式" if required else "还没有全国统一的格式"
        raise WrongFormat(f"{year}年的报告{why}，不能用{spec.first_year}年起的格式填报")
    workbook = Workbook()
    _guide(workbook.worksheets[0], printable(agency), year)
    _text(workbook.create_sheet(TEXT_SHEET), spec)
    addresses = {key: _table(workbook.create_sheet(name), spec, key) for key, name in SHEETS.items()}
    add_checks(workbook.create_sheet(CHECK_SHEET), spec, addresses)
    for sheet in workbook.worksheets:
        sheet.protection.sheet = True
        sheet.protection.formatRows = sheet.protection.formatColumns = False
        sheet.protection.insertRows = sheet.title != TEXT_SHEET
    return saved(workbook, f"{spec.title.format(agency=printable(agency), year=year or '')}填报表", printable(agency))


def _open(cell: SheetCell) -> None:
    cell.protection = Protection(locked=False)
    cell.fill = _INPUT


def _rule(
    kind: Literal["whole", "decimal"],
    operator: Literal["between", "greaterThanOrEqual"],
    least: str,
    most: str | None,
    error: str,
) -> DataValidation:
    """What may be typed in, and what Excel says to anything else."""
    return DataValidation(
        type=kind, operator=operator, formula1=least, formula2=most, showErrorMessage=True, error=error
    )


def _guide(sheet: Worksheet, agency: str, year: int | None) -> None:
    sheet.title = GUIDE_SHEET
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 70
    put_text(cell_at(sheet, 1, 1), "政府信息公开工作年度报告填报表")
    sheet["A1"].font = TITLE
    for row, (label, value) in enumerate((("机关名称", agency), ("年度", year)), 3):
        put_text(cell_at(sheet, row, 1), label)
        target = cell_at(sheet, row, 2)
        if isinstance(value, str):
            put_text(target, value)
        else:
            target.value = value
        target.alignment = Alignment(horizontal="left")
        target.font = PLAIN
        _open(target)
        sheet.cell(row, 1).font = STRONG
    years = _rule("whole", "between", "2019", "2100", "年度填四位数字，如2023")
    sheet.add_data_validation(years)
    years.add(_YEAR)
    for row, words in enumerate(_GUIDE, 6):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        cell = cell_at(sheet, row, 1)
        put_text(cell, words)
        cell.font, cell.alignment = PLAIN, Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = 34
    set_up_page(sheet)


def _text(sheet: Worksheet, spec: Format) -> None:
    set_up_text(sheet)
    guide = quote_sheetname(GUIDE_SHEET)
    before, _, rest = spec.title.format(agency="\0", year="\1").partition("\0")
    between, _, after = rest.partition("\1")
    sheet["A1"] = f'="{before}"&{guide}!{_AGENCY}&"{between}"&{guide}!{_YEAR}&"{after}"'
    sheet["A1"].font = TITLE
    row = _rows_to_fill(sheet, 2, 3)
    for section in spec.sections:
        put_paragraph(sheet, row, section.heading, heading=True)
        count = 2 if section.table else _PARAGRAPHS.get(section.id, _PARAGRAPHS_ELSEWHERE)
        row = _rows_to_fill(sheet, row + 1, count)


def _rows_to_fill(sheet: Worksheet, first: int, count: int) -> int:
    for row in range(first, first + count):
        cell = cell_at(sheet, row, 2)
        cell.font, cell.alignment = PLAIN, Alignment(vertical="top", wrap_text=True)
        _open(cell)
    return first + count


def _table(sheet: Worksheet, spec: Format, table_id: str) -> Addresses:
    shape = table_shape(spec, table_id)
    formulas = formulas_of(spec, table_id)
    counts = _rule("whole", "greaterThanOrEqual", "0", None, "填不小于0的整数，没有的填0")
    changes = _rule("whole", "between", "-99999999", "99999999", "填整数，减少的填负数")
    amounts = _rule("decimal", "greaterThanOrEqual", "0", None, "填不小于0的数，没有的填0")
    inputs: list[tuple[SheetCell, str]] = []

    def fill(target: SheetCell, shape_cell: ShapeCell) -> None:
        _, column = shape_cell.figure or ("", "")
        if shape_cell.figure not in formulas:
            _open(target)
            inputs.append((target, column))

    addresses = draw_table(sheet, shape, fill)
    for cell, column in inputs:
        rule = amounts if column == "amount" else changes if column == "change" else counts
        rule.add(cell)
    for rule in (counts, changes, amounts):
        if rule.sqref:
            sheet.add_data_validation(rule)
    for figure, parts in formulas.items():
        cells = ",".join(addresses[part] for part in parts)
        sheet[addresses[figure]] = f'=IF(COUNT({cells})=0,"",SUM({cells}))'
    if table_id == "table3":
        redden(sheet, spec, addresses)
        sheet.freeze_panes = "D4"
    set_up_page(sheet)
    return addresses
