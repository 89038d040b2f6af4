"""Gives the cells whose formula came without a result their value, each when it or another needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from gongkai.readers.sheet.cells import Cell, Sheet, Workbook
from gongkai.readers.sheet.formulas import NotSimple, Value, compute
from gongkai.readers.sheet.names import Area, address
from gongkai.readers.sheet.values import show

__all__ = ["recalculate"]

T = TypeVar("T")

_MAX_CHAIN = 60
"""Formulas that wait for one another."""
_MAX_VISITS = 1_000_000
"""Cells looked at for all formulas of a workbook together."""


def recalculate(sheets: Mapping[str, Sheet], book: Workbook) -> None:
    """Compute what is simple enough; list in ``unknown`` of each sheet the cells that are not."""
    calculator = _Calculator(sheets, book)
    for name, sheet in sheets.items():
        for row, cells in sheet.rows.items():
            for col, cell in cells.items():
                if cell.formula is not None:
                    try:
                        calculator.compute(cell, name)
                    except NotSimple:
                        sheet.unknown.append(address(row, col))


class _Calculator:
    def __init__(self, sheets: Mapping[str, Sheet], book: Workbook) -> None:
        self._sheets, self._book = sheets, book
        self._visits_left = _MAX_VISITS
        self._tried: set[int] = set()
        self._depth = 0

    def compute(self, cell: Cell, sheet: str) -> None:
        """Give the cell its value. Raises NotSimple."""
        # Tried before and still without a value: it failed, or it waits for itself.
        if cell.formula is None or self._depth >= _MAX_CHAIN or id(cell) in self._tried:
            raise NotSimple
        self._tried.add(id(cell))
        self._depth += 1
        try:
            value = compute(cell.formula, lambda other, place: self._values(other or sheet, place))
        finally:
            self._depth -= 1
        cell.formula = None
        if isinstance(value, Decimal):
            cell.number = value
            cell.text = show(value, cell.shown, from_1904=self._book.from_1904)
        elif isinstance(value, bool):
            cell.text = "TRUE" if value else "FALSE"
        else:
            cell.text = value or ""
        self._book.take_text(cell.text)

    def _values(self, name: str, place: Area) -> Iterator[Value]:
        sheet = self._sheets.get(name)
        if sheet is None:
            raise NotSimple
        top, left, bottom, right = place
        for _, cells in _within(sheet.rows, top, bottom):
            for _, cell in _within(cells, left, right):
                self._visits_left -= 1
                if self._visits_left < 0:
                    raise NotSimple
                if cell.formula is not None:
                    self.compute(cell, name)
                yield cell.number if cell.number is not None else cell.text or None


def _within(items: Mapping[int, T], first: int, last: int) -> Iterable[tuple[int, T]]:
    """The items with keys from first to last, by the shorter of two ways."""
    if last - first < len(items):
        return ((key, items[key]) for key in range(first, last + 1) if key in items)
    return ((key, item) for key, item in items.items() if first <= key <= last)
