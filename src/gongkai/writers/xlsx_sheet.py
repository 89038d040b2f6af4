"""Sheets of the workbook: a statutory table with real merged cells, prose a row a paragraph, set up for A4."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from math import ceil
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from gongkai.writers.package import settled
from gongkai.writers.table_shape import Role, Shape, ShapeCell

__all__ = [
    "PLAIN",
    "SHEETS",
    "STRONG",
    "TEXT_SHEET",
    "TITLE",
    "Addresses",
    "cell_at",
    "draw_table",
    "put_text",
    "set_up_page",
]

SHEETS = {"table2": "第二部分", "table3": "第三部分", "table4": "第四部分"}
TEXT_SHEET = "文字部分"
PLAIN = Font(name="宋体", size=11)
STRONG = Font(name="黑体", size=11)
TITLE = Font(name="黑体", size=16)

Addresses = dict[tuple[str, str], str]
"""Row id and column id → the address of the cell, ``D4``."""

_WIDTH_PER_MM = 0.62
"""Excel's unit, a digit of the standard font; a little wider than on paper, print is fitted to the page."""
_CHARACTERS_PER_MM = 0.31
_LINE_POINTS = 15.0
_THIN = Side(style="thin", color="FF000000")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TEXT_COLUMN = 90
"""Width of the column of prose, in characters of Excel."""
_TEXT_LINE = 16.5
"""Points of a line of prose."""
_HIGHEST_ROW = 409
"""Points: a row cannot be higher."""


def cell_at(sheet: Worksheet, row: int, column: int) -> SheetCell:
    """The cell, counted from 1, which may be the first of merged ones but none of those it covers."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, SheetCell):
        raise TypeError(f"{cell.coordinate} is covered by another cell")
    return cell


def put_text(cell: SheetCell, text: str) -> None:
    """Puts in words as words: openpyxl would take those with ``=`` at their beginning for a formula."""
    cell.value = text
    cell.data_type = "s"


def draw_table(sheet: Worksheet, shape: Shape, fill: Callable[[SheetCell, ShapeCell], None]) -> Addresses:
    """Draws the form at the top left of the sheet and lets ``fill`` put in each figure; tells where figures stand."""
    for number, width in enumerate(shape.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width * _WIDTH_PER_MM
    addresses: Addresses = {}
    for row_number, row in enumerate(shape.rows, 1):
        lines = 1
        for shape_cell in row:
            cell = cell_at(sheet, row_number, shape_cell.col + 1)
            _draw_cell(sheet, cell, shape_cell, shape)
            if shape_cell.figure is None:
                put_text(cell, shape_cell.text)
            else:
                addresses[shape_cell.figure] = cell.coordinate
                fill(cell, shape_cell)
            if shape_cell.rowspan == 1:
                lines = max(lines, _lines(shape, shape_cell))
        sheet.row_dimensions[row_number].height = (lines + 0.6) * _LINE_POINTS
    if shape.header_rows:
        sheet.print_title_rows = f"1:{shape.header_rows}"
    return addresses


def _draw_cell(sheet: Worksheet, cell: SheetCell, shape_cell: ShapeCell, shape: Shape) -> None:
    last_row, last_col = cell.row + shape_cell.rowspan - 1, cell.column + shape_cell.colspan - 1
    for row in sheet.iter_rows(cell.row, last_row, cell.column, last_col):
        for part in row:
            part.border = _BORDER
    if shape_cell.rowspan > 1 or shape_cell.colspan > 1:
        sheet.merge_cells(start_row=cell.row, end_row=last_row, start_column=cell.column, end_column=last_col)
    from_left = shape_cell.role is Role.NOTE or (shape_cell.role is Role.LABEL and shape.table == "table3")
    cell.font = STRONG if shape_cell.role in (Role.HEADER, Role.CAPTION) else PLAIN
    side: Literal["left", "center"] = "left" if from_left else "center"
    # A number too wide for its column would be shown as ####.
    number = shape_cell.role is Role.FIGURE and shape_cell.text.isascii()
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=not number, shrink_to_fit=number)


def _lines(shape: Shape, cell: ShapeCell) -> int:
    """Lines its words take up: Excel does not find the height of rows with merged cells."""
    width = sum(shape.widths[cell.col : cell.col + cell.colspan])
    return ceil(len(cell.text) / (width * _CHARACTERS_PER_MM)) if cell.role is not Role.FIGURE else 1


def set_up_page(sheet: Worksheet, landscape: bool = False) -> None:
    """A4, as wide as the page, numbered —1— at the foot."""
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.7
    sheet.page_margins.top = sheet.page_margins.bottom = 0.9
    if footer := sheet.oddFooter:
        footer.center.text = "—&P—"
    sheet.sheet_view.showGridLines = False


def set_up_text(sheet: Worksheet) -> None:
    """The columns and the page of the sheet of prose: headings in A run over into B, which holds the paragraphs."""
    sheet.column_dimensions["A"].width = 4
    sheet.column_dimensions["B"].width = _TEXT_COLUMN
    set_up_page(sheet)


def _width(text: str) -> int:
    """How many columns of a character a text is wide: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)


def put_paragraph(sheet: Worksheet, row: int, text: str, heading: bool) -> None:
    """A heading in column A or a paragraph in column B, in a row high enough: not every program finds the height."""
    cell = cell_at(sheet, row, 1 if heading else 2)
    put_text(cell, text)
    cell.font = STRONG if heading else PLAIN
    cell.alignment = Alignment(vertical="center" if heading else "top", wrap_text=not heading)
    if not heading:
        lines = sum(max(1, ceil(_width(line) / _TEXT_COLUMN)) for line in text.split("\n"))
        sheet.row_dimensions[row].height = min(lines * _TEXT_LINE, _HIGHEST_ROW)


def saved(workbook: Workbook, title: str, author: str) -> bytes:
    """The workbook's bytes, without the hour of writing."""
    workbook.properties.title, workbook.properties.creator = title, author or None
    workbook.properties.language = "zh-CN"
    buffer = io.BytesIO()
    workbook.save(buffer)
    properties = workbook.properties.to_tree()
    for dated in [child for child in properties if child.tag.endswith(("}created", "}modified"))]:
        properties.remove(dated)
    return settled(buffer.getvalue(), {"docProps/core.xml": tostring(properties)})
