"""Rows of a ruled table that share one field because the line between them is missing."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from gongkai.readers.geometry import Fragment
from gongkai.readers.layout_lines import group, text_of
from gongkai.readers.layout_rules import Area, Frame

__all__ = ["FIGURE", "with_missing_rows"]

FIGURE = re.compile(r"[-+]?[\d,.．，]+%?|[-—–/／\\]{1,2}")
"""A value of a table, or the stroke that stands for none."""
_BROKEN = re.compile(r"[-+]?[1-9][\d,.．，]*|0[.．]\d*")
"""What may go on in the next line."""
_FEWEST = 2
"""Columns in which figures must stand one under the other before a row is thought to be several."""
_PADDING = 1.6
"""In sizes of the text: what a cell leaves free of its width, at both sides together, when its line is full."""


def with_missing_rows(frame: Frame, held: Sequence[list[Fragment]]) -> Frame | None:
    """The frame with lines between figures that stand one under the other in several cells of a row.

    ``held`` is the text of each area. None when there is no such row. A long figure that is broken inside its cell is
    one figure: a row is cut only where the figures of some cell had room to stand on one line and do not.
    """
    cuts: dict[int, list[float]] = {}
    for row in range(len(frame.ys) - 1):
        stacks = [
            _Stack(heights, _is_full(lines, frame.xs[area.col + area.colspan] - frame.xs[area.col]))
            for area, cell in zip(frame.areas, held, strict=True)
            if area.row == row
            and area.rowspan == 1
            and cell
            and (lines := group(cell))
            and (heights := _heights(lines))
        ]
        found = [stack.heights for stack in stacks if len(stack.heights) > 1]
        if len(found) < _FEWEST or not all(_alike(found[0], other) for other in found):
            continue
        if _are_rows(stacks, found[0]):
            cuts[row] = [(a + b) / 2 for a, b in itertools.pairwise(found[0])]
    return _cut(frame, cuts) if cuts else None


class _Stack(NamedTuple):
    """The figures of one cell: the height of each of its lines, and whether they may be one figure that is broken."""

    heights: list[float]
    full: bool


def _are_rows(stacks: Sequence[_Stack], heights: list[float]) -> bool:
    """Whether cells with lines at these heights belong to rows of their own, and not to one row of broken figures."""
    apart = sum(not stack.full for stack in stacks if len(stack.heights) > 1)
    single = [stack.heights[0] for stack in stacks if len(stack.heights) == 1]
    if not single:
        return apart > 0
    near = (heights[1] - heights[0]) / 4
    level = all(any(abs(at - height) < near for height in heights) for at in single)
    return level and apart >= _FEWEST and len(stacks) - len(single) >= len(single)


def _heights(lines: Sequence[list[Fragment]]) -> list[float]:
    """Where the lines of the cell stand, when each is a figure."""
    if not all(FIGURE.fullmatch(text_of(line)) for line in lines):
        return []
    return [(line[0].y0 + line[0].y1) / 2 for line in lines]


def _is_full(lines: Sequence[list[Fragment]], width: float) -> bool:
    """Whether each line but the last had no room for the first character of the next: a figure may be broken there."""
    for line, after in itertools.pairwise(lines):
        if not _BROKEN.fullmatch(text_of(line)) or not text_of(after)[0].isdigit():
            return False
        taken = line[-1].x1 - line[0].x0
        if taken + taken / len(text_of(line)) < width - _PADDING * line[0].size:
            return False
    return True


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
