"""A grid out of a frame and the text that stands in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from gongkai.readers.geometry import Fragment
from gongkai.readers.layout_lines import group, line_of, text_of
from gongkai.readers.layout_rules import Area, Frame
from gongkai.readers.outline import Grid, GridCell

__all__ = ["fill"]

_FIGURE = re.compile(r"[-+]?[\d,.．，]+%?|[-—–/／\\]{1,2}")
_STACKED = 3
"""So many lines of one character each are text written downwards."""


def fill(frame: Frame, fragments: Iterable[Fragment], page: int) -> tuple[Grid | None, list[Fragment]]:
    """The grid of the frame, and the fragments that stand outside.

    The grid is None, and all fragments outside, when fewer than two cells have text: a box around a text, a drawing.
    """
    xs, ys = frame.xs, frame.ys
    owner = [[0] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for number, area in enumerate(frame.areas):
        for row in range(area.row, area.row + area.rowspan):
            owner[row][area.col : area.col + area.colspan] = [number] * area.colspan
    held: list[list[Fragment]] = [[] for _ in frame.areas]
    outside: list[Fragment] = []
    left, right, top, bottom = xs[0] * 2, xs[-1] * 2, ys[0] * 2, ys[-1] * 2
    for fragment in fragments:
        x, y = fragment[1] + fragment[3], fragment[2] + fragment[4]
        if left <= x <= right and top <= y <= bottom:
            col = min(bisect_right(xs, x / 2), len(xs) - 1) - 1
            row = min(bisect_right(ys, y / 2), len(ys) - 1) - 1
            held[owner[row][col]].append(fragment)
        else:
            outside.append(fragment)
    if sum(map(bool, held)) < 2:
        return None, [*outside, *(fragment for cell in held for fragment in cell)]
    rows: list[list[GridCell]] = [[] for _ in range(len(ys) - 1)]
    for area, cell in zip(frame.areas, held, strict=True):
        rows[area.row] += _cells(area, cell, xs)
    return Grid(tuple(tuple(sorted(row, key=lambda c: c.col)) for row in rows), page), outside


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
    if len(texts) >= _STACKED and all(len(text) == 1 for text in texts):
        return "".join(texts)
    return "\n".join(texts)


def _figures(line: list[Fragment], area: Area, xs: Sequence[float]) -> list[GridCell]:
    """Figures that stand each in a column of its own, as cells; nothing when the text is anything else."""
    whole = line_of(line)
    if whole is None or len(whole.chunks) < 2 or not all(_FIGURE.fullmatch(chunk.text) for chunk in whole.chunks):
        return []
    cols = [bisect_right(xs, (chunk.x0 + chunk.x1) / 2) - 1 for chunk in whole.chunks]
    if len(set(cols)) != len(cols):
        return []
    bounds = [area.col, *cols[1:], area.col + area.colspan]
    return [
        GridCell(chunk.text, start, end - start)
        for chunk, start, end in zip(whole.chunks, bounds, bounds[1:], strict=False)
    ]
