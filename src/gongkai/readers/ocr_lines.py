"""Ruling lines and lines of text in the picture of a page, by OpenCV and by counting dark pixels."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

__all__ = ["laid_flat", "lines_in", "rules_of", "straightened", "without"]

cv2: Any = import_module("cv2")
numpy: Any = import_module("numpy")

_Rect = tuple[float, float, float, float]
_Pixels = tuple[int, int, int, int]

_SKEW = 3.0  # degrees that a page may lie askew
_STEP = 0.2  # degrees
_SMALL = 900  # pixels of the longer side on which the skew is measured
_LEAST_SKEW = 0.15  # degrees; less harms nothing
_SHORTEST = 40  # of the longer side of the page is the least line, as a fraction: 1/40
_BESIDE = 3  # pixels around a line that belong to it
_SPECK = 4  # pixels: less ink is dirt
_EDGE = 6  # pixels: what is no thicker and so near to the edge of its cell is left of a ruling line
_GAP = 2  # rows without ink part two lines of text
_PAD = 6  # pixels of white that the recogniser wants around a text


def straightened(picture: Any) -> Any:
    """The picture turned so that its lines are level."""
    small = _ink(picture)
    factor = _SMALL / max(small.shape)
    if factor < 1:
        small = cv2.resize(small, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    steps = int(_SKEW / _STEP)
    angles = [step * _STEP for step in range(-steps, steps + 1)]
    angle = max(angles, key=lambda a: _sharpness(_rotated(small, a, 0)))
    return picture if abs(angle) < _LEAST_SKEW else _rotated(picture, angle, 255)


def _sharpness(ink: Any) -> float:
    """Larger where rows of ink and rows of paper alternate more strongly."""
    rows = ink.sum(axis=1, dtype=numpy.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _rotated(picture: Any, angle: float, border: int) -> Any:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), borderValue=(border,) * 3, flags=cv2.INTER_LINEAR)


def _ink(picture: Any) -> Any:
    """255 where there is ink, 0 where there is paper, whatever the light."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)


def rules_of(picture: Any) -> list[_Rect]:
    """Ruling lines of the picture as thin boxes in pixels."""
    ink = _ink(picture)
    least = max(ink.shape) // _SHORTEST
    rules: list[_Rect] = []
    for across in (True, False):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (least, 1) if across else (1, least))
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        lines = cv2.morphologyEx(joined, cv2.MORPH_OPEN, kernel)
        _, _, found, _ = cv2.connectedComponentsWithStats(lines)
        for x, y, width, height, _ in found[1:].tolist():
            if min(width, height) * 4 <= max(width, height) and (width > height) == across:
                middle = (y + height / 2) if across else (x + width / 2)
                rules.append((x, middle, x + width, middle) if across else (middle, y, middle, y + height))
    return rules


def without(picture: Any, rules: list[_Rect]) -> Any:
    """A copy of the picture with the ruling lines painted over."""
    clean = picture.copy()
    for x0, y0, x1, y1 in rules:
        left, top = max(int(x0) - _BESIDE, 0), max(int(y0) - _BESIDE, 0)
        clean[top : int(y1) + _BESIDE + 1, left : int(x1) + _BESIDE + 1] = 255
    return clean


def lines_in(picture: Any, x0: int, y0: int, x1: int, y1: int) -> Iterator[_Pixels]:
    """The lines of text inside a cell (left, top, right, bottom), with a little paper around them."""
    inset = _BESIDE + 1
    x0, y0, x1, y1 = x0 + inset, y0 + inset, x1 - inset, y1 - inset
    if x1 - x0 < _SPECK or y1 - y0 < _SPECK:
        return
    ink = _ink(picture[y0:y1, x0:x1]) > 0
    rows = ink.any(axis=1)
    for top, bottom in _runs(rows.tolist(), _GAP):
        columns = numpy.flatnonzero(ink[top:bottom].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        if bottom - top < _SPECK and right - left < _SPECK:
            continue
        if bottom - top <= _EDGE and (top <= _EDGE or bottom >= len(rows) - _EDGE):
            continue
        yield (
            max(x0 + left - _PAD, x0 - inset),
            max(y0 + top - _PAD, y0 - inset),
            min(x0 + right + _PAD, x1 + inset),
            min(y0 + bottom + _PAD, y1 + inset),
        )


def laid_flat(picture: Any, lines: list[_Pixels]) -> list[tuple[_Pixels, Any]]:
    """Characters written downwards as one line from left to right, with its place; nothing when they are not."""
    left, right = min(line[0] for line in lines) + _PAD, max(line[2] for line in lines) - _PAD
    width = right - left
    runs = [(top + _PAD, bottom - _PAD) for _, top, _, bottom in lines]
    if runs[-1][1] - runs[0][0] < 3 * width:
        return []
    pieces: list[tuple[int, int]] = []
    for top, bottom in runs:  # characters that touch are one run
        count = max(1, round((bottom - top) / width))
        pieces += [(top + (bottom - top) * k // count, top + (bottom - top) * (k + 1) // count) for k in range(count)]
    characters = pieces[:1]
    for top, bottom in pieces[1:]:  # 三 is three runs and one character
        if bottom - characters[-1][0] <= 1.1 * width:
            characters[-1] = (characters[-1][0], bottom)
        else:
            characters.append((top, bottom))
    side = width + width // 5
    strip = numpy.full((side, side * len(characters), 3), 255, numpy.uint8)
    for place, (top, bottom) in enumerate(characters):
        height = min(bottom - top, side)
        lower = (side - height) // 2
        start = place * side + (side - width) // 2
        strip[lower : lower + height, start : start + width] = picture[top : top + height, left:right]
    return [((left, runs[0][0], right, runs[-1][1]), strip)]


def _runs(marked: list[bool], gap: int) -> list[tuple[int, int]]:
    """Stretches of True, those nearer than ``gap`` joined."""
    runs: list[tuple[int, int]] = []
    for place, mark in enumerate([*marked, False]):
        if not mark:
            continue
        if runs and place - runs[-1][1] < gap:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs
