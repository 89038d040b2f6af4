"""Rows of a ruled table that share one field because the line between them is missing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from gongkai.readers.geometry import Fragment
from gongkai.readers.layout_lines import group, text_of
from gongkai.readers.layout_rules import Area, Frame

__all__ = ["FIGURE", "with_missing_rows"]

FIGURE = re.compile(r"[-+]?[\d,.．，]+%?|[-—–/／\\]{1,2}")
"""A value of a table, or the stroke that stands for none; neither is ever wrapped."""
_FEWEST = 2
"""Columns in which figures must stand one under the other before a row is thought to be several."""


def with_missing_rows(frame: Frame, held: Sequence[list[Fragment]]) -> Frame | None:
    """The frame with lines between figures that stand one under the other in several cells of a row.

    ``held`` is the text of each area. None when there is no such row.
    """
    cuts: dict[int, list[float]] = {}
    for row in range(len(frame.ys) - 1):
        found = [
            heights
            for area, cell in zip(frame.areas, held, strict=True)
            if area.row == row and area.rowspan == 1 and len(cell) > 1 and (heights := _heights(cell))
        ]
        if len(found) >= _FEWEST and all(_alike(found[0], other) for other in found):
            cuts[row] = [(a + b) / 2 for a, b in zip(found[0], found[0][1:], strict=False)]
    return _cut(frame, cuts) if cuts else None


def _heights(cell: list[Fragment]) -> list[float]:
    """Where the lines of the cell stand, when there are several and each is a figure."""
    lines = group(cell)
    if len(lines) < 2 or not all(FIGURE.fullmatch(text_of(line)) for line in lines):
        return []
    return [(line[0].y0 + line[0].y1) / 2 for line in lines]


def _alike(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < (one[1] - one[0]) / 4 for a, b in zip(one, other, strict=True))


def _cut(frame: Frame, cuts: dict[int, list[float]]) -> Frame:
    ys = tuple(sorted([*frame.ys, *(y for places in cuts.values() for y in places)]))
    areas: list[Area] = []
    for area in frame.areas:
        first = bisect_right(ys, frame.ys[area.row]) - 1
        last = bisect_right(ys, frame.ys[area.row + area.rowspan]) - 1
        if area.rowspan == 1 and area.row in cuts:
            areas += [Area(row, area.col, 1, area.colspan) for row in range(first, last)]
        else:
            areas.append(Area(first, area.col, last - first, area.colspan))
    areas.sort(key=lambda area: (area.row, area.col))
    return Frame(frame.xs, ys, tuple(areas))
