"""Spreadsheets (xlsx, ISO 29500): every visible sheet as titles, prose and grids, with values as a person sees them.

Read as a stream of rows. openpyxl keeps an object for every formatted row and cell, a million of them for a sheet that
someone formatted down to its end, and its streaming mode knows no merged cells.
"""

from __future__ import annotations

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai.readers.opc import Package
from gongkai.readers.outline import Block, Outline
from gongkai.readers.sheet.blocks import blocks_of
from gongkai.readers.sheet.cells import Sheet, Workbook, read_sheet
from gongkai.readers.sheet.names import S
from gongkai.readers.sheet.recalculation import recalculate
from gongkai.readers.sheet.styles import looks
from gongkai.readers.sheet.values import rich_text

__all__ = ["AROUND_THE_REPORT", "read"]

AROUND_THE_REPORT = frozenset({"填报说明", "勾稽校验"})
"""Sheets of the filling template that are no part of the report: how to fill it in, and its own checking."""

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAX_STRINGS = 500_000
_MAX_SHEETS = 500
_NAMED = 10
"""Addresses of cells that one warning lists."""


def read(data: bytes) -> Outline:
    """The outline of an xlsx. Raises Unreadable for anything that is not one or is beyond the limits."""
    package = Package(Container(data, "xlsx"))
    root = package.container.xml(package.main)
    sheets = root.findall(f"{S}sheets/{S}sheet")
    if not sheets or len(sheets) > _MAX_SHEETS:
        raise Unreadable(f"xlsx 文件的工作表超过 {_MAX_SHEETS} 个的上限" if sheets else "xlsx 文件中没有工作表")
    properties = root.find(S + "workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    book = Workbook(_strings(package), looks(package.xml("styles")), from_1904)
    visible: dict[str, Sheet] = {}
    warnings: list[str] = []
    for element in sheets:
        name = element.get("name", "")
        part = package.target(element.get(_RELATION_ID, ""), "worksheet")
        if part is None:
            warnings.append(f"工作表“{_shown(name)}”不是单元格表，未读取")
        elif element.get("state", "visible") != "visible":
            warnings.append(f"工作表“{_shown(name)}”已隐藏，未读取")
        else:
            visible[name] = read_sheet(package.container, part, book)
    recalculate(visible, book)
    blocks: list[Block] = []
    for name, sheet in visible.items():
        if name in AROUND_THE_REPORT:
            continue
        blocks.extend(blocks_of(sheet, book))
        if sheet.unknown:
            cells = "、".join(sheet.unknown[:_NAMED]) + ("等" if len(sheet.unknown) > _NAMED else "")
            warnings.append(
                f"工作表“{_shown(name)}”的 {cells} 共 {len(sheet.unknown)} 个公式没有保存计算结果，按空白读取；"
                "请用电子表格软件打开后另存"
            )
    return Outline(tuple(blocks), "xlsx", title=package.title(), warnings=tuple(warnings))


def _shown(name: str) -> str:
    return " ".join(name.split())[:31]


def _strings(package: Package) -> list[str]:
    """The strings that cells name by number."""
    part = package.part("sharedStrings")
    strings: list[str] = []
    if part is None:
        return strings
    for item in package.container.stream(part, (S + "si",)):
        strings.append(rich_text(item))
        if len(strings) > _MAX_STRINGS:
            raise Unreadable(f"xlsx 文件的文字超过 {_MAX_STRINGS} 条的上限")
    return strings
