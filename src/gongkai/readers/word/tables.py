"""Merged cells of Word tables: gridSpan, vMerge, hMerge, gridBefore and gridAfter → each cell once, with its spans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from lxml import etree

from gongkai.readers.errors import Unreadable
from gongkai.readers.outline import GridCell
from gongkai.readers.word.names import W, count, leading, value

__all__ = ["Row", "grid_rows", "is_layout", "rows_of"]

_TC: Final = W + "tc"
_TR: Final = W + "tr"
_TBL: Final = W + "tbl"
_TCPR: Final = W + "tcPr"
_TRPR: Final = W + "trPr"
_VAL: Final = W + "val"
_GRID_SPAN: Final = W + "gridSpan"
_V_MERGE: Final = W + "vMerge"
_H_MERGE: Final = W + "hMerge"
_CELL_MERGE: Final = W + "cellMerge"
_MAX_COLUMNS = 1000
"""Word itself stops at 63."""

# What may stand around rows and around cells.
_AROUND: Final = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))

Row = tuple[etree._Element, list[etree._Element]]


class _Cell:
    """A cell that may still grow downward."""

    __slots__ = ("col", "colspan", "rowspan", "text")

    def __init__(self, col: int, colspan: int, text: str) -> None:
        self.col, self.colspan, self.rowspan, self.text = col, colspan, 1, text


def rows_of(table: etree._Element) -> list[Row]:
    """The rows of a table with their cells."""
    rows = ((row, list(_children(row, _TC))) for row in _children(table, _TR))
    return [(row, cells) for row, cells in rows if cells]


def is_layout(table: etree._Element, rows: list[Row]) -> bool:
    """Whether the table only places things on the page: one cell, or another table in it that is larger."""
    own = sum(len(cells) for _, cells in rows)
    if own == len(rows):
        # One column: what continues the cell above is no cell of its own.
        own = sum(_merging(cells[0])[1] != "continue" for _, cells in rows[1:]) + 1
    if own <= 1:
        return True
    larger = (next(islice(nested.iter(_TC), own, None), None) for nested in table.iterdescendants(_TBL))
    return any(cell is not None for cell in larger)


def grid_rows(rows: list[Row], read: Callable[[etree._Element], str]) -> list[tuple[GridCell, ...]]:
    """The grid of these rows. ``read`` gives the text of a cell and is called in reading order, once for each cell
    that is seen. Raises Unreadable for a table wider than any real one.
    """
    found: list[list[_Cell]] = []
    above: dict[int, _Cell] = {}
    for row, cells in rows:
        properties = row.find(_TRPR)
        col = count(value(properties, "gridBefore"), 0)
        here: list[_Cell] = []
        below: dict[int, _Cell] = {}
        last: _Cell | None = None
        for tc in cells:
            span, down, across = _merging(tc)
            if across and last is not None:
                last.colspan += span
                col += span
                continue
            cell = _above(above, col, span) if down == "continue" else None
            if cell is None:
                cell = _Cell(col, span, read(tc))
                here.append(cell)
            else:
                cell.rowspan += 1
            if down is not None:
                below[cell.col] = cell
            last = cell
            col += span
            if col > _MAX_COLUMNS:
                raise Unreadable(f"表格超过 {_MAX_COLUMNS} 列的上限")
        found.append(here)
        above = below
    return [tuple(GridCell(c.text, c.col, c.colspan, c.rowspan) for c in row) for row in found]


def _above(above: dict[int, _Cell], col: int, span: int) -> _Cell | None:
    """The cell that one at this place continues: the same left side, or else, after rounding, the same right side."""
    if col in above:
        return above[col]
    return next((cell for cell in above.values() if cell.col + cell.colspan == col + span), None)


def _merging(tc: etree._Element) -> tuple[int, str | None, bool]:
    """Columns spanned; ``restart`` or ``continue`` of a vertical merge or None; whether it continues one across."""
    properties = leading(tc, _TCPR)
    span, down, across = 1, None, False
    for prop in () if properties is None else properties:
        tag = prop.tag
        if tag == _GRID_SPAN:
            span = max(1, count(prop.get(_VAL), 1))
        elif tag == _V_MERGE:
            down = "restart" if prop.get(_VAL) == "restart" else "continue"
        elif tag == _H_MERGE:
            across = prop.get(_VAL) != "restart"
        elif tag == _CELL_MERGE and down is None:
            # A tracked vertical merge; its final state is w:vMerge here.
            down = {"rest": "restart", "cont": "continue"}.get(prop.get(W + "vMerge", ""))
    return span, down, across


def _children(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    for child in parent.iterchildren(wanted, *_AROUND):
        if child.tag == wanted:
            yield child
        else:
            yield from _children(child, wanted)
