"""A spreadsheet as people send it → rows by our columns. The file itself is read by the core, within its limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai.readers.opc import Package
from gongkai.readers.sheet import cells
from gongkai.readers.sheet.names import S
from gongkai.readers.sheet.styles import looks
from gongkai.readers.sheet.values import rich_text
from gongkai_web.organisations.sheets.columns import INSTRUCTIONS, SHEETS, Column, Sheet

__all__ = ["MAX_ROWS", "Cell", "Row", "Table", "read_tables"]

MAX_ROWS = 30_000
"""Rows of both sheets together: the agencies and regions of a large province."""
MAX_CELLS = 500_000
MAX_TEXT = 8_000_000
MAX_STRINGS = 500_000
_HEAD = 20
"""Rows at the top among which the headings are looked for; titles and notes stand above them."""
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, whether the file holds it as a number, whether a formula has no saved result."""

    text: str = ""
    is_number: bool = False
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number in the sheet, its cells by the names of our columns."""

    number: int
    cells: dict[str, Cell]

    def text(self, name: str) -> str:
        """What stands in a column; "" where the sheet has none."""
        return self.cells[name].text if name in self.cells else ""


@dataclass(slots=True)
class Table:
    """One of the two sheets as found: its name in the file, its rows, what was not understood about it."""

    sheet: Sheet
    title: str
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def _workbook(package: Package) -> cells.Workbook:
    strings: list[str] = []
    part = package.part("sharedStrings")
    if part is not None:
        for item in package.container.stream(part, (S + "si",)):
            strings.append(rich_text(item))
            if len(strings) > MAX_STRINGS:
                raise Unreadable(f"文字超过{MAX_STRINGS}条的上限")
    root = package.container.xml(package.main)
    properties = root.find(S + "workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    book = cells.Workbook(strings, looks(package.xml("styles")), from_1904)
    book.cells_left, book.text_left = MAX_CELLS, MAX_TEXT
    return book


def read_tables(data: bytes, sheets: tuple[Sheet, ...] = SHEETS) -> list[Table]:
    """Those of the sheets that a file has, in their order; none where no sheet is one of them.

    Raises Unreadable for bytes that are no xlsx or go beyond the limits.
    """
    package = Package(Container(data, "xlsx"))
    book = _workbook(package)
    found: list[Table] = []
    rows_left = MAX_ROWS
    for element in package.container.xml(package.main).iterfind(f"{S}sheets/{S}sheet"):
        title = " ".join(element.get("name", "").split())[:31]
        part = package.target(element.get(_RELATION_ID, ""), "worksheet")
        if part is None or title == INSTRUCTIONS or element.get("state", "visible") != "visible":
            continue
        sheet = cells.read_sheet(package.container, part, book)
        rows_left -= len(sheet.rows)
        if rows_left < 0:
            raise Unreadable(f"超过{MAX_ROWS}行的上限，请分成几个文件导入")
        table = _table(title, sheet, sheets)
        if table is not None:
            found.append(table)
    return sorted(found, key=lambda table: sheets.index(table.sheet))


def _table(title: str, sheet: cells.Sheet, sheets: tuple[Sheet, ...]) -> Table | None:
    """The sheet as one of ours, by its name and the headings that it has; None for any other."""
    best: tuple[int, int, Sheet] | None = None
    for number in sorted(sheet.rows)[:_HEAD]:
        texts = [cell.text for cell in sheet.rows[number].values()]
        for wanted in sheets:
            names = {column.name for text in texts if (column := wanted.column(text)) is not None}
            if not names & wanted.keys or len(names) < 2:
                continue
            score = 10 * len(names) + (5 if any(word in title for word in wanted.words) else 0)
            if best is None or score > best[0]:
                best = (score, number, wanted)
    if best is None:
        return None
    _, head, wanted = best
    table = Table(wanted, title)
    columns = dict(_columns(table, sheet.rows[head]))
    for number in sorted(sheet.rows):
        if number > head:
            row = Row(number, _cells(columns, sheet.rows[number]))
            if any(cell.text or cell.is_formula for cell in row.cells.values()):
                table.rows.append(row)
    return table


def _columns(table: Table, heads: dict[int, cells.Cell]) -> Iterator[tuple[int, Column]]:
    """The columns by their place; says which headings are unknown, double or missing."""
    seen: set[str] = set()
    for place, cell in sorted(heads.items()):
        text = " ".join(cell.text.split())
        if not text:
            continue
        column = table.sheet.column(text)
        if column is None:
            table.notices.append(f"不认识“{text[:30]}”这一列，没有读取")
        elif column.name in seen:
            table.notices.append(f"“{text[:30]}”这一列重复，只读取前一列")
        elif not column.only_shown:
            seen.add(column.name)
            yield place, column
    for column in table.sheet.columns:
        if column.required and column.name not in seen:
            table.problems.append(f"缺少“{column.label}”这一列，整张工作表没有读取")


def _cells(columns: dict[int, Column], row: dict[int, cells.Cell]) -> dict[str, Cell]:
    return {
        column.name: Cell(cell.text, cell.number is not None, cell.formula is not None)
        for place, column in columns.items()
        if (cell := row.get(place, cells.Cell())) is not None
    }
