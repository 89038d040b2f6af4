"""Tables of a page: which are grids and which only arrange the page, and where in the grid each cell stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.readers.html.tree import Element
from gongkai.readers.outline import Block, Grid, GridCell, Paragraph

__all__ = ["Cell", "Table"]

_MAX_SPAN = 64
"""A wider colspan says no more than "to the end of the row"."""
_FIGURES = 8
"""Short cells from which a table with another table inside is still a table of figures."""
_SHORT = 60
_LONG = 400
_LEADING_NUMBER = re.compile(r"\s*(\d{1,9})")


@dataclass(slots=True)
class Cell:
    """A cell while it is read. ``colspan`` and ``rowspan`` are the source's own; 0 rows: to the end of the group."""

    colspan: int = 1
    rowspan: int = 1
    blocks: list[Block] = field(default_factory=list)
    text: str = ""
    """All lines of the cell once it is complete; those of a table inside with tabs between its cells."""


@dataclass(slots=True)
class Table:
    """A table while it is read: rows, each with the number of its row group (thead, tbody, tfoot)."""

    rows: list[list[Cell]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    captions: list[Block] = field(default_factory=list)

    def row(self, group: int) -> None:
        """Begin a row."""
        self.rows.append([])
        self.groups.append(group)

    def cell(self, element: Element) -> Cell:
        """Begin a cell in the last row."""
        cell = Cell()
        if element.attributes:
            cell.colspan = _span(element.attributes.get("colspan"), 1) or 1
            cell.rowspan = _span(element.attributes.get("rowspan"), 1)
        if not self.rows:
            self.row(0)
        self.rows[-1].append(cell)
        return cell

    def blocks(self) -> Iterator[Block]:
        """What the table gives: its captions and one grid, or, where it only arranges the page, what stands in it."""
        yield from self.captions
        cells = [cell for row in self.rows for cell in row if cell.blocks]
        for cell in cells:
            cell.text = "\n".join(_lines(cell.blocks))
        if self._arranges(cells):
            for cell in cells:
                yield from cell.blocks
        else:
            yield self._grid()

    def _arranges(self, cells: list[Cell]) -> bool:
        if len(cells) <= 1:
            return True
        if any(isinstance(block, Grid) for cell in cells for block in cell.blocks):
            return sum(len(cell.blocks) == 1 and len(cell.text) <= _SHORT for cell in cells) < _FIGURES
        longest = max(len(cell.text) for cell in cells)
        if max(len(row) for row in self.rows) == 1:
            return longest > _SHORT or any(_has_heading(cell) for cell in cells)
        return len(cells) <= 2 * _FIGURES and longest > _LONG

    def _grid(self) -> Grid:
        while not any(cell.blocks for cell in self.rows[-1]):
            self.rows.pop()  # Word ends a table with a row that only holds the widths
        width = max(sum(c.colspan if c.colspan <= _MAX_SPAN else 1 for c in row) for row in self.rows)
        free: list[int] = []  # for each column the first row that no cell from above reaches into
        rows: list[tuple[GridCell, ...]] = []
        end = len(self.rows)
        ends = [end] * len(self.rows)
        for index in range(len(self.rows) - 2, -1, -1):
            ends[index] = ends[index + 1] if self.groups[index] == self.groups[index + 1] else index + 1
        for index, row in enumerate(self.rows):
            placed: list[GridCell] = []
            col = 0
            for cell in row:
                while col < len(free) and free[col] > index:
                    col += 1
                colspan = max(1, min(cell.colspan, width - col)) if cell.colspan > 1 else 1
                left = ends[index] - index
                rowspan = min(cell.rowspan, left) if cell.rowspan else left
                free.extend([0] * (col + colspan - len(free)))
                free[col : col + colspan] = [index + rowspan] * colspan
                placed.append(GridCell(cell.text, col, colspan, rowspan))
                col += colspan
            rows.append(tuple(placed))
        return Grid(tuple(rows))


def _span(value: str | None, default: int) -> int:
    """The number that an attribute begins with, as browsers read it."""
    found = _LEADING_NUMBER.match(value) if value else None
    return int(found[1]) if found else default


def _lines(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                yield "\t".join(cell.text for cell in row)


def _has_heading(cell: Cell) -> bool:
    return any(isinstance(block, Paragraph) and block.level for block in cell.blocks)
