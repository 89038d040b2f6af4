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
    for fragment in fragments:
        text, x0, y0, x1, y1, size = fragment
        if text in _CLOSING and last is not None and last[2] == y0 and abs(x0 - last[3]) < size / 2:
            cell.append(fragment)
            last = fragment
            continue
        if left <= x0 + x1 <= right and top <= y0 + y1 <= bottom:
            col = min(bisect_right(xs, (x0 + x1) / 2), width) - 1
            row = min(bisect_right(ys, (y0 + y1) / 2), height) - 1
            cell = held[owner[row][col]]
        else:
            cell = outside
        cell.append(fragment)
        last = fragment
    return held, outside


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
