"""The template, the export that imports again unchanged, and the report of an import, as xlsx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from gongkai_web.organisations.models import Agency, Region
from gongkai_web.organisations.sheets.columns import AGENCIES, INSTRUCTIONS, REGIONS, SHEETS, Sheet
from gongkai_web.organisations.sheets.steps import KINDS

__all__ = ["export", "report", "template"]

_HEAD = PatternFill("solid", fgColor="1F4E79")
_MUST = PatternFill("solid", fgColor="9C2A1D")
_WHITE = Font(bold=True, color="FFFFFF")
_BOLD = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")
_LAST = 30_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _text(value: Any) -> Any:
    """A value for a cell. A text that a spreadsheet would take for a formula stays text."""
    return value if value not in (None, "") else None


def _start(book: Workbook, sheet: Sheet) -> WriteOnlyWorksheet:
    """A sheet with its headings, widths, lists to choose from, and codes kept as text."""
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "C2"
    heads = []
    for number, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        if not column.only_shown and column.name != "position":
            page.column_dimensions[letter].number_format = "@"
        if column.choices:
            labels = ",".join(label for _, label in column.choices)
            rule = DataValidation("list", formula1=f'"{labels}"', allow_blank=True)
            rule.errorTitle, rule.error = "不认识的内容", f"请从列表中选择：{labels}"
            rule.promptTitle, rule.prompt = column.label, column.text
            rule.add(f"{letter}2:{letter}{_LAST}")
            page.data_validations.append(rule)
        cell = WriteOnlyCell(page, f"{column.label}*" if column.required else column.label)
        cell.font, cell.fill = _WHITE, _MUST if column.required else _HEAD
        heads.append(cell)
    page.append(heads)
    return page


def _rows(page: WriteOnlyWorksheet, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(page, _text(value))
            if isinstance(value, str):
                cell.number_format = "@"
                if value.startswith(_FORMULA):
                    cell.data_type = "s"
            cells.append(cell)
        page.append(cells)


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


_LINES = (
    "行政区划和机关导入表",
    "一、在“行政区划”和“机关”两张工作表中填写，一行一个；只有一种的，另一张留空。",
    "二、代码已有的，按填写的内容修改；没有的，新增。空着的格子不改动已有的内容。",
    "三、行的先后没有关系，上级可以写在下级的后面。上级和区划可以填代码，也可以填不重复的名称。",
    "四、上传后先显示逐行核对的结果，确认之后才写入；名称或者上级不同的，确认时要填变更的日期和依据的文件。",
    "五、机关的合并、撤销不能用本表办理，请在机关页面办理。",
)


def _explain(book: Workbook, lines: Sequence[str] = _LINES, sheets: Sequence[Sheet] = SHEETS) -> None:
    """The sheet that says how to fill in the others."""
    page = book.create_sheet(INSTRUCTIONS)
    for letter, width in (("A", 14), ("B", 22), ("C", 10), ("D", 90)):
        page.column_dimensions[letter].width = width
    for number, line in enumerate(lines):
        cell = WriteOnlyCell(page, line)
        if number == 0:
            cell.font = Font(bold=True, size=14)
        page.append([cell])
    page.append([])
    heads = [WriteOnlyCell(page, text) for text in ("工作表", "列", "必填", "说明")]
    for head in heads:
        head.font, head.fill = _WHITE, _HEAD
    page.append(heads)
    for sheet in sheets:
        for column in sheet.columns:
            text = column.text
            if column.choices:
                text += f"；可选：{'、'.join(label for _, label in column.choices)}"
            explained = WriteOnlyCell(page, text)
            explained.alignment = _WRAP
            page.append([sheet.name, column.label, "必填" if column.required else "", explained])


def template(lines: Sequence[str] = _LINES, sheets: Sequence[Sheet] = SHEETS) -> bytes:
    """The empty form with its instructions."""
    book = Workbook(write_only=True)
    _explain(book, lines, sheets)
    for sheet in sheets:
        _start(book, sheet)
    return _saved(book)


def _region_rows() -> Iterator[Sequence[Any]]:
    for region in Region.objects.select_related("parent").iterator(chunk_size=2000):
        parent = region.parent
        yield (
            region.code, region.name, region.get_level_display(),
            parent.code if parent else "", parent.name if parent else "",
        )  # fmt: skip


def _agency_rows() -> Iterator[Sequence[Any]]:
    for one in Agency.objects.active().select_related("region", "superior").iterator(chunk_size=2000):
        above = one.superior
        yield (
            one.code, one.name, one.short_name, one.get_kind_display(), one.get_level_display(), one.region.code,
            above.code if above else "", "是" if one.rule_making else "", one.reviewing_organ, one.court, one.position,
            one.region.name, above.name if above else "",
        )  # fmt: skip


def export() -> bytes:
    """Every region and every existing agency; imported again it changes nothing."""
    book = Workbook(write_only=True)
    _explain(book)
    _rows(_start(book, REGIONS), _region_rows())
    _rows(_start(book, AGENCIES), _agency_rows())
    return _saved(book)


def report(done: Any) -> bytes:
    """The report of an import (a row with ``report``), a line for each row."""
    book = Workbook(write_only=True)
    page = book.create_sheet("导入报告")
    for letter, width in (("A", 12), ("B", 8), ("C", 24), ("D", 32), ("E", 12), ("F", 60), ("G", 60)):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    heads = [WriteOnlyCell(page, text) for text in ("工作表", "行", "代码", "名称", "结果", "问题", "变化和说明")]
    for head in heads:
        head.font, head.fill = _WHITE, _HEAD
    page.append(heads)
    whole = [*done.report.get("problems", ()), *done.report.get("notices", ())]
    _rows(page, (("", "", "", "", "整个文件", one, "") for one in whole))
    _rows(
        page,
        (
            (
                line["sheet"], line["row"], line.get("code", ""), line.get("name", ""), KINDS[line["kind"]],
                "；".join(line.get("problems", ())), "；".join([*line.get("changes", ()), *line.get("notices", ())]),
            )
            for line in done.report.get("lines", ())
        ),
    )  # fmt: skip
    return _saved(book)
