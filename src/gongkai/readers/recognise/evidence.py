"""What a line says of the table it stands in: by its own words, by the table before it, by the rows of its grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.value import is_figure
from gongkai.readers.recognise.vocabulary import fold, look_up, tail_of_label, words_of

__all__ = ["bridges", "told"]

_ONE_FIGURE = re.compile(r"(\S*[^\d\s.,，。、（(]\S*)\s+([\d０-９.,]+|[-—/])")
_PAGE_NUMBER = re.compile(r"[-—–－·]\s*\d{1,3}\s*[-—–－·]")
_LONGEST_LABEL = 60
_LOOK_AHEAD = 5
_DATA_OF_TABLE_4 = range(13, 18)
_GENERIC = frozenset({"其他", "总计", "规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "行政复议", "行政诉讼"})
"""Words of the tables that stand in ordinary prose and in other tables as well."""


def told(lines: Sequence[Line], closed: frozenset[int]) -> list[Line]:
    """The lines, each with the table that it seems to belong to; those in ``closed`` belong to none and end a table.

    The cells of a paragraph that is a row are taken apart.
    """
    result: list[Line] = []
    active: Line | None = None
    for index, line in enumerate(lines):
        if index in closed:
            active = None
            result.append(line)
            continue
        before = active.table if active and _may_go_on(line, active) else None
        own = _table_of(lines, index, before) or _of_its_grid(lines, index, closed, result)
        if own is None:
            if line.prose and not bridges(line):
                active = active if active and not active.prose and active.wide else None
            elif not line.prose:
                active = None
            result.append(line)
            continue
        active = replace(line, table=own, cells=_cells(line))
        result.append(active)
    return result


def bridges(line: Line) -> bool:
    """True for what may stand between two parts of one table: a blank row, a page number."""
    return not line.text or (line.prose and len(line.text) <= 8 and not re.search(r"[一-鿿]", line.text))


def _may_go_on(line: Line, active: Line) -> bool:
    """True where a line may be the next of the table that the line ``active`` belongs to."""
    if line.prose:
        return active.prose
    same = line.place.block == active.place.block
    if same or active.prose:
        return True
    return not (line.exact and active.exact) or line.wide == active.wide or line.alone or active.alone


def _of_its_grid(lines: Sequence[Line], index: int, closed: frozenset[int], done: Sequence[Line]) -> str | None:
    """The table of the grid that a row stands in: that of the row above it, else of the first telling row below."""
    line = lines[index]
    if line.prose or not _short(line):
        return None
    if done and not done[-1].prose and done[-1].place.block == line.place.block and done[-1].table:
        return done[-1].table
    for below in range(index + 1, min(index + _LOOK_AHEAD, len(lines))):
        other = lines[below]
        if other.place.block != line.place.block or below in closed or not _short(other):
            return None
        if own := _table_of(lines, below, None):
            return own
    return None


def _short(line: Line) -> bool:
    """True for a row of labels and figures, False for a row that lays out prose."""
    return all(len(cell.strip()) <= _LONGEST_LABEL for cell in line.cells)


def _cells(line: Line) -> tuple[str, ...]:
    """The cells of a line of a table, a paragraph taken apart into label and figures."""
    if not line.prose:
        return line.cells
    parts = line.text.split()
    if all(is_figure(part) for part in parts):
        return tuple(parts)
    if match := _ONE_FIGURE.fullmatch(line.text.strip()):
        return match[1], match[2]
    if len(parts) > 1 and all(map(look_up, parts)):
        return tuple(parts)  # a header whose words are set apart by single blanks
    return line.cells


def _table_of(lines: Sequence[Line], index: int, active: str | None) -> str | None:
    """The table that a line's own words tell; weaker words count where they go on with the table ``active``."""
    line = lines[index]
    if line.prose and not 0 < len(line.text) <= _LONGEST_LABEL:
        return None
    cells = [cell for cell in _cells(line) if cell.strip()]
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
        return None if line.prose else _by_figures(line, cells) or _by_slips(cells)
    if line.prose:
        return active if _goes_on(lines, index, cells, active) else None
    return active if _row_of(line, cells, active) else None


def _goes_on(lines: Sequence[Line], index: int, cells: list[str], active: str) -> bool:
    """True for a paragraph that is a cell of the table whose cells are paragraphs."""
    if any(word.table == active for cell in cells for word in look_up(cell)):
        return True
    if all(is_figure(cell) for cell in cells):
        return not _PAGE_NUMBER.fullmatch(lines[index].text)
    words = [look_up(cell, active) for cell in cells]
    if any(found and found[0].how in ("part", "alike") for found in words):
        return _figures_follow(lines, index) or len(cells) > 1
    return active == "table3" and all(tail_of_label(cell) for cell in cells) and _figures_follow(lines, index)


def _figures_follow(lines: Sequence[Line], index: int) -> bool:
    """True where one of the next two paragraphs, which may be the rest of the label, is a figure."""
    after = [line for line in lines[index + 1 : index + 4] if line.text][:2]
    return any(line.prose and len(line.text) <= _LONGEST_LABEL and is_figure(line.text) for line in after)


def _row_of(line: Line, cells: list[str], active: str) -> bool:
    """True for a row that may stand in the table ``active``: figures, blanks, a word of it, a piece of a label."""
    if not cells or any(map(is_figure, cells)) or any(w.table == active for c in cells for w in look_up(c)):
        return True
    if len(line.text) <= _LONGEST_LABEL and any(look_up(cell, active) for cell in cells):
        return True
    return active == "table3" and all(tail_of_label(cell) for cell in cells)


def _distinctive(cell: str) -> bool:
    folded = fold(cell)
    return folded in words_of() and folded not in _GENERIC


def _by_figures(line: Line, cells: list[str]) -> str | None:
    """The table of a row of figures alone, on a page of its own: only that of table 4 is so long and has no label."""
    return "table4" if len(line.cells) in _DATA_OF_TABLE_4 and cells and all(map(is_figure, cells)) else None


def _by_slips(cells: list[str]) -> str | None:
    """The table of a first row whose label has slips: only rows of table 3 are long enough to tell."""
    if not any(is_figure(cell) for cell in cells):
        return None
    for cell in cells:
        found = look_up(cell, "table3")
        if found and found[0].kind == "row" and len(cell.strip()) >= 6:
            return "table3"
    return None
