"""Outline → lines: paragraphs and rows of grids in reading order, and which of them belong to which table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gongkai.readers.outline import Outline, Paragraph
from gongkai.readers.recognise.value import figure, is_figure
from gongkai.readers.recognise.vocabulary import fold, look_up, tail_of_label, words_of
from gongkai.report.cell import Place

__all__ = ["Line", "lines_of", "tabled"]

_ONE_FIGURE = re.compile(r"(\S*[^\d\s.,，。、（(]\S*)\s+([\d０-９.,]+|[-—/])")
_LONGEST_LABEL = 60
_LOOK_AHEAD = 5
_GENERIC = frozenset({"其他", "总计", "规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "行政复议", "行政诉讼"})
"""Words of the tables that stand in ordinary prose and in other tables as well."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (one cell, ``prose``) or a row. ``spans`` are the columns each cell takes, ``exact`` as in Grid.

    ``table`` is the id of the statutory table the line belongs to, None for prose and for other tables.
    """

    cells: tuple[str, ...]
    place: Place
    prose: bool
    exact: bool = False
    spans: tuple[int, ...] = ()
    level: int | None = None
    table: str | None = None

    @property
    def text(self) -> str:
        """The cells that hold something, one after another."""
        return " ".join(cell.strip() for cell in self.cells if cell.strip())


def lines_of(outline: Outline) -> Iterator[Line]:
    """The lines of an outline, not yet assigned to tables."""
    for number, block in enumerate(outline.blocks):
        if isinstance(block, Paragraph):
            yield Line((block.text,), Place(block.page, number), prose=True, level=block.level)
            continue
        for row_number, row in enumerate(block.rows):
            yield Line(
                tuple(cell.text for cell in row),
                Place(block.page, number, row_number),
                prose=False,
                exact=block.exact,
                spans=tuple(cell.colspan for cell in row),
            )


def tabled(lines: list[Line], headings: frozenset[int]) -> list[Line]:
    """The lines with their table told; ``headings`` are the indexes of section headings, which end a table."""
    result: list[Line] = []
    active: str | None = None
    for index, line in enumerate(lines):
        if index in headings:
            active = None
            result.append(line)
            continue
        own = _table_of(line, active) or _of_its_grid(lines, index, headings, result)
        if own is None:
            if not (active and _bridges(line)):
                active = None
            result.append(line)
            continue
        active = own
        result.append(replace(line, table=own, cells=_cells(line)))
    return result


def _of_its_grid(lines: list[Line], index: int, headings: frozenset[int], done: list[Line]) -> str | None:
    """The table of the grid that a row stands in: that of the row above it, else of the first telling row below."""
    line = lines[index]
    if line.prose or not _short(line):
        return None
    if done and not done[-1].prose and done[-1].place.block == line.place.block and done[-1].table:
        return done[-1].table
    for below in range(index + 1, min(index + _LOOK_AHEAD, len(lines))):
        other = lines[below]
        if other.place.block != line.place.block or below in headings or not _short(other):
            return None
        if own := _table_of(other, None):
            return own
    return None


def _short(line: Line) -> bool:
    """True for a row of labels and figures, False for a row that lays out prose."""
    return all(len(cell.strip()) <= _LONGEST_LABEL for cell in line.cells)


def _bridges(line: Line) -> bool:
    """True for what may stand between two parts of one table: a blank row, a page number."""
    return not line.text or (line.prose and len(line.text) <= 8 and not re.search(r"[一-鿿]", line.text))


def _cells(line: Line) -> tuple[str, ...]:
    """The cells of a line of a table, a paragraph taken apart into label and figures."""
    if not line.prose:
        return line.cells
    parts = line.text.split()
    if all(is_figure(part) for part in parts):
        return tuple(parts)
    if match := _ONE_FIGURE.fullmatch(line.text.strip()):
        return match[1], match[2]
    return line.cells


def _table_of(line: Line, active: str | None) -> str | None:
    if line.prose and not 0 < len(line.text) <= _LONGEST_LABEL:
        return None
    cells = [cell for cell in _cells(line) if cell.strip()]
    words = [word for cell in cells for word in look_up(cell)]
    sure = {
        word.table
        for cell in cells
        for word in look_up(cell)
        if _distinctive(cell) and not (word.table == "table4" and word.kind == "row" and line.prose)
    }
    if active in sure:
        return active
    if len(sure) == 1:
        return sure.pop()
    if active is None:
        return None if line.prose else _by_slips(cells)
    if any(word.table == active for word in words):
        return active
    if cells and all(is_figure(cell) for cell in cells):
        return active if not line.prose or len(cells) > 1 or figure(cells[0]) else None
    if not line.prose and not cells:
        return active
    if len(line.text) <= _LONGEST_LABEL and any(
        (found := look_up(cell, active)) and (not line.prose or found[0].how in ("part", "alike")) for cell in cells
    ):
        return active
    if not line.prose and any(is_figure(cell) for cell in cells):
        return active
    return active if active == "table3" and all(tail_of_label(cell) for cell in cells) else None


def _distinctive(cell: str) -> bool:
    folded = fold(cell)
    return folded in words_of() and folded not in _GENERIC


def _by_slips(cells: list[str]) -> str | None:
    """The table of a first row whose label has slips: only rows of table 3 are long enough to tell."""
    if not any(is_figure(cell) for cell in cells):
        return None
    for cell in cells:
        found = look_up(cell, "table3")
        if found and found[0].kind == "row" and len(cell.strip()) >= 6:
            return "table3"
    return None
