"""Ruling lines and filled boxes of OFD path objects (GB/T 33190-2016, 9.3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from gongkai.readers.geometry import Box, Segment

__all__ = ["FAR", "Matrix", "Point", "ruled"]

FAR = 10_000.0
"""Millimetres: no page is so large."""

# In millimetres:
_THIN = 1.8  # a filled box that stands for a line is no thicker
_LONG = 2.0  # times as long as thick is the least of a line
_FLAT = 0.2  # a stroke is level when its ends differ by less

Point = tuple[float, float]

# The numbers that follow each command; the last two are the point it goes to.
_NUMBERS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_CURVES = {"Q", "B", "A"}


class Matrix(NamedTuple):
    """x′ = a·x + c·y + e, y′ = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> Point:
        """Where the point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def ruled(data: str, matrix: Matrix, *, stroked: bool, filled: bool) -> Iterator[Segment | Box]:
    """What a path draws that may belong to a table: level and upright strokes, thin filled boxes as lines, other
    filled boxes. Curves draw nothing here.
    """
    for part in _parts(data, matrix):
        if not all(-FAR < place < FAR for point in part for place in point):
            continue
        xs, ys = [x for x, _ in part], [y for _, y in part]
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        thick, long = sorted((right - left, bottom - top))
        if filled and thick <= _THIN and long >= _LONG * thick and len(part) > 2:
            yield Segment(left, top, right, bottom)
            continue
        if stroked:
            for (x0, y0), (x1, y1) in pairwise(part):
                if abs(x0 - x1) <= _FLAT or abs(y0 - y1) <= _FLAT:
                    yield Segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        elif filled and len(part) in {4, 5} and all(x in {left, right} and y in {top, bottom} for x, y in part):
            yield Box(left, top, right, bottom)


def _parts(data: str, matrix: Matrix) -> Iterator[list[Point]]:
    """The runs of straight strokes of a path; a closed one ends where it began."""
    part: list[Point] = []
    begin: Point | None = None
    tokens = iter(data.split())
    for token in tokens:
        needed = _NUMBERS.get(token)
        if needed is None:
            continue
        if token == "C":
            if begin is not None and part:
                part.append(begin)
            begin = None
            continue
        numbers = [_float(number) for _, number in zip(range(needed), tokens, strict=False)]
        if len(numbers) < needed:
            break
        point = matrix.apply(*numbers[-2:])
        if token in {"M", "S"}:
            begin = point
        if token in {"M", "S"} or token in _CURVES:
            if len(part) > 1:
                yield part
            part = [point]
        else:
            part.append(point)
    if len(part) > 1:
        yield part


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return FAR * 2  # no place on a page, so that the part is left out
