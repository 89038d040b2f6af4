"""xlsx: the report as a workbook, prose and tables on sheets of their own, and the template for filling one in.

On the sheet 文字部分 column A holds the title and the headings, column B a paragraph a row, in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.report.cell import Cell
from gongkai.report.model import AnnualReport, Table
from gongkai.writers.layout import Heading, parts_of, printable, title_of
from gongkai.writers.table_shape import Shape, ShapeCell
from gongkai.writers.xlsx_sheet import (
    SHEETS,
    TEXT_SHEET,
    TITLE,
    draw_table,
    put_paragraph,
    put_text,
    saved,
    set_up_page,
    set_up_text,
)
from gongkai.writers.xlsx_template import CHECK_SHEET, GUIDE_SHEET, WrongFormat, render_template

__all__ = ["CHECK_SHEET", "GUIDE_SHEET", "WrongFormat", "render", "render_template"]

_LONGEST_CELL = 32_767
"""Characters Excel holds in a cell; a longer paragraph is carried on in the next row."""


def render(report: AnnualReport) -> bytes:
    """The report as xlsx with its own figures, no formulas; the same report gives the same bytes."""
    workbook = Workbook()
    text = workbook.worksheets[0]
    text.title = TEXT_SHEET
    set_up_text(text)
    put_paragraph(text, 1, title_of(report), heading=True)
    text["A1"].font = TITLE
    row = 2
    for part in parts_of(report):
        if isinstance(part, Shape):
            table = next(t for t in report.tables if t.id == part.table)
            _add_table(workbook.create_sheet(SHEETS[part.table]), part, table)
            continue
        for piece in _pieces(part.text if isinstance(part, Heading) else part.lead + part.text):
            put_paragraph(text, row, piece, heading=isinstance(part, Heading))
            row += 1
    return saved(workbook, title_of(report), printable(report.agency or ""))


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, max(len(text), 1), _LONGEST_CELL):
        yield text[start : start + _LONGEST_CELL]


def _add_table(sheet: Worksheet, shape: Shape, table: Table) -> None:
    def fill(target: SheetCell, shape_cell: ShapeCell) -> None:
        row, column = shape_cell.figure or ("", "")
        cell = table.rows.get(row, {}).get(column)
        if _is_number(cell, shape_cell.text) and cell is not None:
            target.value = cell.value
            decimals = len(shape_cell.text.partition(".")[2])
            target.number_format = f"0.{'0' * decimals}" if decimals else "0"
        elif shape_cell.text:
            put_text(target, printable(shape_cell.text))

    draw_table(sheet, shape, fill)
    set_up_page(sheet)


def _is_number(cell: Cell | None, text: str) -> bool:
    """True where the text is the number and nothing else, so that it can be reckoned with."""
    return cell is not None and cell.value is not None and text == format(cell.value, "f" if "." in text else "")
