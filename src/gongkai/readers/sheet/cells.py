"""The cells of one sheet, read as a stream: only those that hold something or have a border are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_CELLS, MAX_TEXT
from gongkai.readers.sheet.names import Area, S, area, position
from gongkai.readers.sheet.styles import Look, Shown
from gongkai.readers.sheet.values import number_of, rich_text, show

__all__ = ["Cell", "Sheet", "Workbook", "read_sheet"]

_C = S + "c"
_LAST_ROW, _LAST_COL = 1_048_576, 16_384


@dataclass(slots=True)
class Cell:
    """A cell: its text as seen, its number where it is one, the formula that is still to be computed."""

    text: str = ""
    number: Decimal | None = None
    shown: Shown = Shown.NUMBER
    bordered: bool = False
    formula: str | None = None


@dataclass(slots=True)
class Sheet:
    """Rows that hold text or boxes to be filled in → column → cell; merged areas; addresses of formulas unknown."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Workbook:
    """What all sheets share, and what is left of the limits."""

    strings: list[str]
    looks: list[Look]
    from_1904: bool
    boxes: frozenset[str] = field(init=False)
    cells_left: int = MAX_CELLS
    text_left: int = MAX_TEXT

    def __post_init__(self) -> None:
        """Note the numbers of the styles that draw a border, as cells name them."""
        self.boxes = frozenset(str(number) for number, look in enumerate(self.looks) if look.bordered)

    def take(self, text: str) -> None:
        """Count a cell and its text. Raises Unreadable beyond the limits."""
        self.cells_left -= 1
        if self.cells_left < 0:
            raise Unreadable(f"表格单元格超过 {MAX_CELLS} 个的上限")
        self.take_text(text)

    def take_text(self, text: str) -> None:
        """Count text. Raises Unreadable beyond the limit."""
        self.text_left -= len(text)
        if self.text_left < 0:
            raise Unreadable(f"文字超过 {MAX_TEXT} 字的上限")


def read_sheet(container: Container, name: str, book: Workbook) -> Sheet:
    """The sheet in that part; formulas without a result are left for ``recalculate``."""
    sheet = Sheet()
    last, text_row, rows_left = 0, 0, _LAST_ROW
    for element in container.stream(name, (S + "row", S + "mergeCell")):
        if element.tag == S + "row":
            last = _number(element.get("r"), last + 1, _LAST_ROW)
            rows_left -= 1
            if rows_left < 0:
                raise Unreadable(f"工作表超过 {_LAST_ROW} 行的上限")
            cells = _row(element, book)
            if any(cell.text or cell.formula for cell in cells.values()):
                sheet.rows[last] = cells
                text_row = last
            elif cells and last == text_row + 1:
                # One row of empty boxes is a row nobody filled in, as the only one of table 4; more are decoration.
                sheet.rows[last] = cells
        else:
            merged = area(element.get("ref", ""))
            if merged is not None and merged[0] in sheet.rows and merged[:2] != merged[2:]:
                sheet.merged.append(merged)
                if len(sheet.merged) > MAX_CELLS:
                    raise Unreadable(f"合并单元格超过 {MAX_CELLS} 个的上限")
    return sheet


def _row(row: etree._Element, book: Workbook) -> dict[int, Cell]:
    cells: dict[int, Cell] = {}
    known, after = "", 0  # the last address, and how many cells without one have come since
    for element in row.iterchildren(_C):
        address = element.get("r")
        known, after = (known, after + 1) if address is None else (address, 0)
        if not len(element) and element.get("s") not in book.boxes:
            continue  # a million of these stand in a sheet that someone formatted down to its end
        place = position(known)
        cell = _cell(element, book)
        if cell.text or cell.formula or cell.bordered:
            if cell.text or cell.formula:
                book.take(cell.text)
            cells[min((place[1] if place else 0) + after, _LAST_COL)] = cell
    return cells


def _cell(element: etree._Element, book: Workbook) -> Cell:
    style = _number(element.get("s"), 0, len(book.looks))
    look = book.looks[style] if style < len(book.looks) else Look()
    cell = Cell(shown=look.shown, bordered=look.bordered)
    raw: str | None = None
    for child in element:
        if child.tag == S + "v":
            raw = child.text
        elif child.tag == S + "f":
            cell.formula = child.text or "?"
        elif child.tag == S + "is":
            raw = rich_text(child)
    kind = element.get("t", "n")
    if raw is None:
        if kind == "str":
            cell.formula = None  # a formula whose result is an empty text
        return cell
    cell.formula = None
    if kind == "n":
        cell.number = number_of(raw)
        cell.text = raw.strip() if cell.number is None else show(cell.number, look.shown, from_1904=book.from_1904)
    elif kind == "s":
        index = _number(raw, len(book.strings), len(book.strings))
        cell.text = book.strings[index] if index < len(book.strings) else ""
    elif kind == "b":
        cell.text = "TRUE" if raw.strip() == "1" else "FALSE"
    else:
        cell.text = raw
    return cell


def _number(text: str | None, default: int, most: int) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return default
    return min(int(text), most)
