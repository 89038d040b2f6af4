"""The formulas of the filling template: computed cells, and 勾稽 shown in the table and on a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.report.format import Format
from gongkai.writers.xlsx_sheet import PLAIN, SHEETS, STRONG, TITLE, Addresses, cell_at, put_text, set_up_page

__all__ = ["CHECK_SHEET", "add_checks", "formulas_of", "redden"]

CHECK_SHEET = "勾稽校验"
_WRONG = PatternFill("solid", bgColor="FFF8CBAD")


def formulas_of(spec: Format, table_id: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The computed cells of a table, each with the cells it is the sum of."""
    if table_id == "table2":
        return {}
    columns = list(spec.table3_columns if table_id == "table3" else spec.table4_columns)
    rows = [row.id for row in spec.table3_rows] if table_id == "table3" else list(spec.table4_groups)
    sums = {(row, columns[-1]): [(row, column) for column in columns[:-1]] for row in rows}
    if table_id == "table3":
        sums |= {("concluded", column): [(row, column) for row in spec.results] for column in columns[:-1]}
    return sums


def _flow(addresses: Addresses, column: str, prefix: str = "") -> tuple[str, str]:
    """What came in and what became of it, as sums of one column."""
    came, went = (
        "SUM(" + ",".join(f"{prefix}{addresses[row, column]}" for row in rows) + ")"
        for rows in (("received", "carried_in"), ("concluded", "carried_out"))
    )
    return came, went


def redden(sheet: Worksheet, spec: Format, addresses: Addresses) -> None:
    """Fills a column of table 3 where what came in is not what became of it."""
    for column in spec.table3_columns:
        came, went = _flow(addresses, column)
        for row in ("received", "carried_in", "concluded", "carried_out"):
            sheet.conditional_formatting.add(addresses[row, column], _where(f"{came}<>{went}", fill=_WRONG))


def add_checks(sheet: Worksheet, spec: Format, addresses: dict[str, Addresses]) -> None:
    """The sheet that tells, line by line, whether all is filled in and table 3 agrees."""
    put_text(cell_at(sheet, 1, 1), "勾稽校验（本表自动计算，不是报告的内容）")
    sheet["A1"].font = TITLE
    for letter, width in zip("ABCD", (44, 18, 18, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    row = 3
    for line in (("校验项", "应为", "实为", "结果"), *_check_lines(spec, addresses)):
        for column, words in enumerate(line, 1):
            cell = cell_at(sheet, row, column)
            if words.startswith("="):
                cell.value = words
            else:
                put_text(cell, words)
            cell.font = STRONG if row == 3 else PLAIN
            cell.alignment = Alignment(horizontal="left" if column == 1 else "center")
        row += 1
    for words, color in (("✓", "FF1B6E2C"), ("✗", "FFB3261E")):
        rule = _where(f'$D4="{words}"', font=Font(color=color, bold=True))
        sheet.conditional_formatting.add(f"D4:D{row}", rule)
    set_up_page(sheet)


def _check_lines(spec: Format, addresses: dict[str, Addresses]) -> Iterator[tuple[str, str, str, str]]:
    at = 4
    for table_id, name in SHEETS.items():
        formulas = formulas_of(spec, table_id)
        inputs = [cell for figure, cell in addresses[table_id].items() if figure not in formulas]
        filled = ",".join(f"{quote_sheetname(name)}!{cell}" for cell in inputs)
        yield f"{name}：填写的格数", f"={len(inputs)}", f"=COUNT({filled})", _verdict(at)
        at += 1
    prefix = quote_sheetname(SHEETS["table3"]) + "!"
    for column, label in spec.table3_columns.items():
        came, went = _flow(addresses["table3"], column, prefix)
        yield f"第三部分“{label}”：第一项＋第二项＝第三项＋第四项", f"={came}", f"={went}", _verdict(at)
        at += 1


def _verdict(row: int) -> str:
    return f'=IF(B{row}=C{row},"✓","✗")'


def _where(formula: str, fill: PatternFill | None = None, font: Font | None = None) -> Rule:
    return Rule(type="expression", dxf=DifferentialStyle(font=font, fill=fill), formula=[formula])
