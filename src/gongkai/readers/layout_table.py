"""A grid out of a frame and the text that stands in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from gongkai.readers.geometry import Fragment
from gongkai.readers.layout_lines import group, line_of, text_of
from gongkai.readers.layout_rules import Area, Frame
from gongkai.readers.layout_split import FIGURE, with_missing_rows
from gongkai.readers.outline import Grid, GridCell

__all__ = ["fill"]

_STACKED = 3
"""So many lines of one character each are text written downwards."""
_TOUCHING = 0.04
"""In sizes of the text: the digits of one figure stand no further apart."""
_LONGEST = 15
"""Digits of a figure."""
_MOST_CROSSING = 100
"""Figures of a table that hang over; more is a drawing."""
_CLOSING = frozenset("，。、；：）》〉」』】〕”’！？")
"""Marks that no line begins with: they hang over the edge of a narrow cell."""


def fill(frame: Frame, fragments: Iterable[Fragment], page: int) -> tuple[Grid | None, list[Fragment]]:
    """The grid of the frame, and the fragments that stand outside.

    The grid is None, and all fragments outside, when fewer than two cells have text (a box around a text, a drawing)
    and when the lines part no columns though the text has some.
    """
    held, outside = _parted(frame, fragments)
    if sum(map(bool, held)) < 2 or (len(frame.xs) == 2 and _has_columns(held)):
        return None, [*outside, *(fragment for cell in held for fragment in cell)]
    finer = with_missing_rows(frame, held)
    if finer is not None:
        frame = finer
        held, _ = _parted(frame, [fragment for cell in held for fragment in cell])
    rows: list[list[GridCell]] = [[] for _ in range(len(frame.ys) - 1)]
    for area, cell in zip(frame.areas, held, strict=True):
        rows[area.row] += _cells(area, cell, frame.xs)
    return Grid(tuple(map(tuple, rows)), page), outside


def _parted(frame: Frame, fragments: Iterable[Fragment]) -> tuple[list[list[Fragment]], list[Fragment]]:
    """The fragments of each area, and those outside of the frame."""
    xs, ys = frame.xs, frame.ys
    width, height = len(xs) - 1, len(ys) - 1
    owner = [[0] * width for _ in range(height)]
    for number, area in enumerate(frame.areas):
        for row in range(area.row, area.row + area.rowspan):
            owner[row][area.col : area.col + area.colspan] = [number] * area.colspan
    held: list[list[Fragment]] = [[] for _ in frame.areas]
    outside: list[Fragment] = []
    left, right, top, bottom = xs[0] * 2, xs[-1] * 2, ys[0] * 2, ys[-1] * 2
    last, cell = None, outside
    pieces = list(fragments)
    crossing: list[tuple[int, list[Fragment], list[Fragment]]] = []
    for number, fragment in enumerate(pieces):
        text, x0, y0, x1, y1, size = fragment
        if text in _CLOSING and last is not None and last[2] == y0 and abs(x0 - last[3]) < size / 2:
            cell.append(fragment)
            last = fragment
            continue
        before = cell
        if left <= x0 + x1 <= right and top <= y0 + y1 <= bottom:
            col = min(bisect_right(xs, (x0 + x1) / 2), width) - 1
            row = min(bisect_right(ys, (y0 + y1) / 2), height) - 1
            cell = held[owner[row][col]]
        else:
            cell = outside
        if cell is not before and last is not None and _goes_on(last, fragment):
            crossing.append((number, before, cell))
        cell.append(fragment)
        last = fragment
    for number, one, other in crossing[:_MOST_CROSSING]:
        if one is not outside and other is not outside:
            _gather(_figure_at(pieces, number), (one, other))
    return held, outside


def _goes_on(last: Fragment, fragment: Fragment) -> bool:
    """Whether two digits touch: figures of two cells stand apart, so that they are of one that hangs over its edge."""
    if last.y0 != fragment.y0 or abs(fragment.x0 - last.x1) > _TOUCHING * fragment.size:
        return False
    return last.text.isdecimal() and fragment.text.rstrip().isdecimal()


def _figure_at(pieces: Sequence[Fragment], number: int) -> list[Fragment]:
    """The digits before and after the piece of that number that touch one another."""
    start, end = number, number + 1
    while start and number - start < _LONGEST and _goes_on(pieces[start - 1], pieces[start]):
        start -= 1
    while end < len(pieces) and end - number < _LONGEST and _goes_on(pieces[end - 1], pieces[end]):
        end += 1
    return list(pieces[start:end])


def _gather(figure: Sequence[Fragment], cells: Sequence[list[Fragment]]) -> None:
    """Put a figure that hangs over into the cell that has most of it, of two with as much the one it begins in."""
    first = figure[0]
    home = max(cells, key=lambda cell: (sum(piece in cell for piece in figure), first in cell))
    for cell in cells:
        if cell is not home:
            home += [piece for piece in cell if piece in figure]
            cell[:] = [piece for piece in cell if piece not in figure]


def _has_columns(held: Sequence[list[Fragment]]) -> bool:
    """Whether two lines or more fall into pieces, as rows of a table without upright lines do."""
    lines = (line_of(line) for cell in held for line in group(cell))
    return sum(line is not None and len(line.chunks) > 1 for line in lines) > 1


def _cells(area: Area, fragments: Sequence[Fragment], xs: Sequence[float]) -> list[GridCell]:
    """The cell, or the cells of figures that a missing inner line has left in one."""
    lines = group(fragments) if fragments else []
    if area.colspan > 1 and area.rowspan == 1 and len(lines) == 1:
        parts = _figures(lines[0], area, xs)
        if parts:
            return parts
    return [GridCell(_text(lines), area.col, area.colspan, area.rowspan)]


def _text(lines: list[list[Fragment]]) -> str:
    texts = [text for text in map(text_of, lines) if text]
    if len(texts) >= _STACKED and all(len(text) == 1 or (len(text) == 2 and text[1] in _CLOSING) for text in texts):
        return "".join(texts)
    return "\n".join(texts)


def _figures(line: list[Fragment], area: Area, xs: Sequence[float]) -> list[GridCell]:
    """Figures that stand each in a column of its own, as cells; nothing when the text is anything else."""
    whole = line_of(line)
    if whole is None or len(whole.chunks) < 2 or not all(FIGURE.fullmatch(chunk.text) for chunk in whole.chunks):
        return []
    cols = [bisect_right(xs, (chunk.x0 + chunk.x1) / 2) - 1 for chunk in whole.chunks]
    if len(set(cols)) != len(cols):
        return []
    bounds = [area.col, *cols[1:], area.col + area.colspan]
    return [
        GridCell(chunk.text, start, end - start)
        for chunk, start, end in zip(whole.chunks, bounds[:-1], bounds[1:], strict=True)
    ]
