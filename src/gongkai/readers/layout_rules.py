"""The frame of a table out of its ruling lines: columns, rows, and which of its fields are one cell."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.readers.geometry import Box, Segment
from gongkai.readers.limits import MAX_CELLS

__all__ = ["Area", "Frame", "frames_of"]

# In sizes of the text:
SNAP = 0.35  # lines nearer than this are one: no column is so narrow, and double lines are
BRIDGE = 0.5  # pieces of a dashed line stand nearer than this
SHORTEST = 0.8  # less is part of a drawing or of a character
MAX_LINES = 1_500
"""Lines of one direction on a page, pieces joined; more is a drawing or a map."""


_Walls = list[list[bool]]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line at ``at`` (its x when vertical, its y when horizontal) from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Area:
    """A cell in the frame: its first row and column and how many it covers."""

    row: int
    col: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A table's lines: ``xs`` and ``ys`` bound its columns and rows, ``areas`` are its cells, each field in one."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]

    @property
    def surface(self) -> float:
        """What it covers of the page."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def frames_of(segments: Sequence[Segment], boxes: Sequence[Box], em: float) -> list[Frame]:
    """The frames on a page, the smallest first so that a table inside a cell gets its text.

    ``em`` is the size of the page's text. Boxes count where no line makes a table. A frame has at least two cells.
    """
    frames = _framed(segments, em)
    if len(boxes) > 3:
        free = [box for box in boxes if not any(_inside(box, frame) for frame in frames)]
        if len(free) > 3:
            frames += [f for f in _framed(list(_edges(free)), em) if len(f.xs) > 2 and len(f.ys) > 2]
    return sorted(frames, key=lambda frame: frame.surface)


def _inside(box: Box, frame: Frame) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return frame.xs[0] <= x <= frame.xs[-1] and frame.ys[0] <= y <= frame.ys[-1]


def _edges(boxes: Iterable[Box]) -> Iterable[Segment]:
    for x0, y0, x1, y1 in boxes:
        yield Segment(x0, y0, x1, y0)
        yield Segment(x0, y1, x1, y1)
        yield Segment(x0, y0, x0, y1)
        yield Segment(x1, y0, x1, y1)


def _framed(segments: Sequence[Segment], em: float) -> list[Frame]:
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for x0, y0, x1, y1 in segments:
        width, height = x1 - x0, y1 - y0
        dot = width < SNAP * em and height < SNAP * em  # a piece of a dotted line, of which direction is open
        if width >= height or dot:
            across.append(((y0 + y1) / 2, x0, x1))
        if height > width or dot:
            down.append(((x0 + x1) / 2, y0, y1))
    rows, columns = _rules(across, em), _rules(down, em)
    if not rows or not columns or len(rows) > MAX_LINES or len(columns) > MAX_LINES:
        return []
    frames = (_frame(r, c, em) for r, c in _connected(rows, columns, SNAP * em))
    return [frame for frame in frames if frame is not None]


def _rules(pieces: list[tuple[float, float, float]], em: float) -> list[_Rule]:
    """Whole lines out of pieces, double ones and dashes joined."""
    rules: list[_Rule] = []
    for at, level in _levels(pieces, SNAP * em):
        level.sort(key=lambda piece: piece[1])
        start, end = level[0][1], level[0][2]
        for _, left, right in level[1:]:
            if left > end + BRIDGE * em:
                rules.append(_Rule(at, start, end))
                start, end = left, right
            elif right > end:
                end = right
        rules.append(_Rule(at, start, end))
    return [rule for rule in rules if rule.end - rule.start >= SHORTEST * em]


def _levels(
    pieces: list[tuple[float, float, float]], near: float
) -> list[tuple[float, list[tuple[float, float, float]]]]:
    """Pieces at about the same place, with the mean of that place weighed by length."""
    levels: list[list[tuple[float, float, float]]] = []
    for piece in sorted(pieces):
        if levels and piece[0] - levels[-1][0][0] <= near:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    found = []
    for level in levels:
        total = sum(end - start for _, start, end in level)
        at = sum(a * (end - start) for a, start, end in level) / total if total else level[0][0]
        found.append((at, level))
    return found


def _connected(rows: list[_Rule], columns: list[_Rule], near: float) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Lines that touch one another belong to one table."""
    parent = list(range(len(rows) + len(columns)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    heights = [row.at for row in rows]  # ascending, as the levels are
    for j, column in enumerate(columns, len(rows)):
        for i in range(bisect_left(heights, column.start - near), len(rows)):
            row = rows[i]
            if row.at > column.end + near:
                break
            if row.start - near <= column.at <= row.end + near:
                parent[root(i)] = root(j)
    tables: dict[int, tuple[list[_Rule], list[_Rule]]] = {}
    for i, row in enumerate(rows):
        tables.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(columns, len(rows)):
        tables.setdefault(root(j), ([], []))[1].append(column)
    return [table for table in tables.values() if table[0] and table[1]]


def _frame(rows: list[_Rule], columns: list[_Rule], em: float) -> Frame | None:
    # A table cut by the end of the page, or open at its sides, ends where its lines end.
    xs = _bounds([c.at for c in columns], min(r.start for r in rows), max(r.end for r in rows), em)
    ys = _bounds([r.at for r in rows], min(c.start for c in columns), max(c.end for c in columns), em)
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height < 2 or width * height > MAX_CELLS:
        return None
    right = _walls(columns, xs, ys)
    below = _walls(rows, ys, xs)
    areas = _areas(width, height, right, below)
    return Frame(xs, ys, areas) if len(areas) > 1 else None


def _bounds(places: list[float], low: float, high: float, em: float) -> tuple[float, ...]:
    """Where columns or rows begin and end; ``low`` and ``high`` count when there is room for text outside the lines."""
    places = sorted(places)
    if low < places[0] - em:
        places.insert(0, low)
    if high > places[-1] + em:
        places.append(high)
    edges = places[:1]
    edges += [place for before, place in itertools.pairwise(places) if place - before > SNAP * em]
    return tuple(edges)


def _walls(rules: list[_Rule], edges: tuple[float, ...], across: tuple[float, ...]) -> _Walls:
    """For every edge, whether a line stands there over each of the intervals of ``across``."""
    walls = [[False] * (len(across) - 1) for _ in edges]
    for rule in rules:
        nearest = min(range(len(edges)), key=lambda i: abs(edges[i] - rule.at))
        wall = walls[nearest]
        for k in range(len(across) - 1):
            start, end = across[k], across[k + 1]
            if min(rule.end, end) - max(rule.start, start) > (end - start) / 2:
                wall[k] = True
    return walls


def _areas(width: int, height: int, right: _Walls, below: _Walls) -> tuple[Area, ...]:
    """Rectangles of fields with no wall between them, from the upper left. A region that is no rectangle is cut."""
    taken = [[False] * width for _ in range(height)]
    areas: list[Area] = []
    for row in range(height):
        for col in range(width):
            if taken[row][col]:
                continue
            colspan = 1
            while col + colspan < width and not taken[row][col + colspan] and not right[col + colspan][row]:
                colspan += 1
            rowspan = 1
            while row + rowspan < height and _goes_on(row + rowspan, col, colspan, width, right, below, taken):
                rowspan += 1
            for r in range(row, row + rowspan):
                taken[r][col : col + colspan] = [True] * colspan
            areas.append(Area(row, col, rowspan, colspan))
    return tuple(areas)


def _goes_on(row: int, col: int, colspan: int, width: int, right: _Walls, below: _Walls, taken: _Walls) -> bool:
    """Whether the cell above goes on in this row: no wall above it, none inside, one at each side."""
    columns = range(col, col + colspan)
    if any(below[row][c] or taken[row][c] for c in columns):
        return False
    if any(right[c][row] for c in columns[1:]):
        return False
    left_open = col > 0 and not right[col][row] and not taken[row][col - 1]
    right_open = col + colspan < width and not right[col + colspan][row]
    return not left_open and not right_open
