"""The rows of a sheet as paragraphs and grids.

A row that holds one text without a border is a title or prose; neighbouring rows with several cells, or with borders,
are a grid. Rows without any text end a grid, unless a merged cell runs through them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from gongkai.readers.outline import Block, Grid, GridCell, Paragraph
from gongkai.readers.sheet.cells import Cell, Sheet, Workbook
from gongkai.readers.sheet.names import Area

__all__ = ["blocks_of"]

_MAX_GAP = 50
"""Rows without text that a merged cell may run through."""
_MAX_FILLED = 64
"""Columns of a grid whose blank positions become cells of their own; a wider sheet gives only what it holds."""


def blocks_of(sheet: Sheet, book: Workbook) -> Iterator[Block]:
    """The blocks of a sheet in order. Raises Unreadable where the grids have more cells than the limit allows."""
    anchors = {merged[:2]: merged for merged in sorted(sheet.merged, reverse=True)}
    for run in _runs(sheet):
        first, last = run[0], run[-1]
        table: list[int] = []
        below = 0  # the last row that a cell merged downward reaches
        for row in range(first, last + 1):
            cells = sheet.rows.get(row, {})
            blank = bool(table and cells) and not any(cell.text or cell.formula for cell in cells.values())
            if row <= below or blank or _is_table_row(sheet, row, anchors):
                table.append(row)
                for col in cells:
                    below = max(below, anchors.get((row, col), (0, 0, 0, 0))[2])
                continue
            yield from _finish(table, sheet, anchors, book)
            table = []
            yield from _paragraphs(cells)
        yield from _finish(table, sheet, anchors, book)


def _runs(sheet: Sheet) -> Iterator[list[int]]:
    """Rows with text that belong together: neighbours, or joined by a merged cell."""
    rows = sorted(sheet.rows)
    merged = sorted(sheet.merged, reverse=True)
    run = rows[:1]
    reach = 0
    for above, row in pairwise(rows):
        while merged and merged[-1][0] <= above:
            reach = max(reach, merged.pop()[2])
        if row - above > 1 and (reach < row or row - above > _MAX_GAP):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _is_table_row(sheet: Sheet, row: int, anchors: dict[tuple[int, int], Area]) -> bool:
    cells = sheet.rows.get(row, {})
    filled = [col for col, cell in cells.items() if cell.text or cell.formula]
    if len(filled) != 1:
        return bool(filled)
    # A title may be merged over empty rows; a label is merged over rows that hold something beside it.
    bottom = anchors.get((row, filled[0]), (0, 0, row, 0))[2]
    beside = any(below in sheet.rows for below in range(row + 1, min(bottom, row + _MAX_GAP) + 1))
    return cells[filled[0]].bordered or beside


def _paragraphs(cells: dict[int, Cell]) -> Iterator[Paragraph]:
    for cell in cells.values():
        for line in cell.text.split("\n"):
            if line := line.strip():
                yield Paragraph(line)


def _finish(table: list[int], sheet: Sheet, anchors: dict[tuple[int, int], Area], book: Workbook) -> Iterator[Block]:
    if not table:
        return
    if all(len(sheet.rows.get(row, {})) <= 1 for row in table) or not _several(table, sheet, anchors):
        for row in table:
            yield from _paragraphs(sheet.rows.get(row, {}))
        return
    yield _grid(table, sheet, anchors, book)


def _several(table: list[int], sheet: Sheet, anchors: dict[tuple[int, int], Area]) -> bool:
    """Whether any row has two cells that a person would see as two: not the bordered rest of a merged one."""
    for row in table:
        right = 0
        seen = 0
        for col in sorted(sheet.rows.get(row, {})):
            if col > right:
                seen += 1
                right = anchors.get((row, col), (0, 0, 0, col))[3]
        if seen > 1:
            return True
    return False


def _grid(table: list[int], sheet: Sheet, anchors: dict[tuple[int, int], Area], book: Workbook) -> Grid:
    bottom = table[-1]
    used = [
        (col, right)
        for row in table
        for col, cell in sheet.rows.get(row, {}).items()
        if cell.text or cell.formula
        for right in (anchors.get((row, col), (0, 0, 0, col))[3],)
    ]
    first = min(col for col, _ in used)
    last = max(right if right - col < _MAX_FILLED else col for col, right in used)
    covered: set[tuple[int, int]] = set()
    rows = []
    for row in table:
        cells = sheet.rows.get(row, {})
        here = []
        for col in range(first, last + 1) if last - first < _MAX_FILLED else sorted(cells):
            if (row, col) in covered or not first <= col <= last:
                continue
            _, _, low, right = anchors.get((row, col), (row, col, row, col))
            low, right = min(low, bottom), min(right, last)
            if (low, right) != (row, col):
                covered.update((r, c) for r in range(row, low + 1) for c in range(col, right + 1))
            text = cells[col].text if col in cells else ""
            if not text:
                book.take(text)
            here.append(GridCell(text, col - first, right - col + 1, low - row + 1))
        rows.append(tuple(here))
    return Grid(tuple(rows))
