"""What is drawn on a page of a PDF besides its text: ruling lines, filled areas, how many pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

__all__ = ["MAX_PAGE_OBJECTS", "Drawing", "drawing_of"]

MAX_PAGE_OBJECTS = 50_000
"""Objects of one page that are looked at, those inside of forms among them."""
MAX_PAGE_POINTS = 100_000
"""Points of all paths of one page that are looked at."""
_MAX_DEPTH = 8  # forms inside of forms

# In points:
_THIN = 5.0  # a ruling line, with the stroke on either side, is no thicker
_DOT = 2.0  # a dot of a dotted line is no larger
_SLIM = 2.0  # times as long as thick is the least of a dash
_FLAT = 0.5  # a stroke from point to point is level when its ends differ by less

_FAR = 100_000.0  # points: no page is so large
_RECTANGLE = 5  # points of a path that is one, the last being the first
_INVISIBLE = 3  # render mode of text: neither filled nor stroked

_Rect = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Drawing:
    """Boxes are (left, bottom, right, top) in points of the page.

    ``pictured`` is the area of the largest picture in square points, ``shapes`` counts drawings that are no lines.
    ``hidden`` and ``shown`` tell whether some text is drawn without, some with ink; ``cut`` that a limit was reached.
    """

    lines: list[_Rect] = field(default_factory=list)
    boxes: list[_Rect] = field(default_factory=list)
    images: int = 0
    pictured: float = 0.0
    shapes: int = 0
    hidden: bool = False
    shown: bool = False
    cut: bool = False


def drawing_of(page: Any) -> Drawing:
    """What is drawn on a loaded ``FPDF_PAGE``, inside of forms too."""
    walk = _Walk()
    walk.objects(pdfium.FPDFPage_GetObject, page, pdfium.FPDFPage_CountObjects(page), None, 0)
    return walk.drawing


class _Walk:
    """Goes through the objects of one page with one set of buffers."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self._objects = self._points = 0
        self._floats = tuple(ctypes.c_float() for _ in range(4))
        self._at = tuple(ctypes.byref(value) for value in self._floats)
        self._mode, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._matrix = pdfium.FS_MATRIX()

    def objects(self, get: Any, holder: Any, count: int, matrix: _Matrix | None, depth: int) -> None:
        drawing, type_of, mode_of = self.drawing, pdfium.FPDFPageObj_GetType, pdfium.FPDFTextObj_GetTextRenderMode
        for index in range(count):
            self._objects += 1
            if self._objects > MAX_PAGE_OBJECTS:
                drawing.cut = True
                return
            item = get(holder, index)
            kind = type_of(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                if not (drawing.hidden and drawing.shown):
                    if mode_of(item) == _INVISIBLE:
                        drawing.hidden = True
                    else:
                        drawing.shown = True
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = _times(self._matrix_of(item), matrix)
                self.objects(
                    pdfium.FPDFFormObj_GetObject, item, pdfium.FPDFFormObj_CountObjects(item), inner, depth + 1
                )

    def _matrix_of(self, item: Any) -> _Matrix:
        m = self._matrix
        if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(m)):
            return 1, 0, 0, 1, 0, 0
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _bounds(self, item: Any, matrix: _Matrix | None) -> _Rect | None:
        if not pdfium.FPDFPageObj_GetBounds(item, *self._at):
            return None
        left, bottom, right, top = (value.value for value in self._floats)
        box = (left, bottom, right, top) if matrix is None else _moved(matrix, left, bottom, right, top)
        return box if all(-_FAR < place < _FAR for place in box) else None

    def _image(self, item: Any, matrix: _Matrix | None) -> None:
        self.drawing.images += 1
        box = self._bounds(item, matrix)
        if box is not None:
            self.drawing.pictured = max(self.drawing.pictured, (box[2] - box[0]) * (box[3] - box[1]))

    def _path(self, item: Any, matrix: _Matrix | None) -> None:
        box = self._bounds(item, matrix)
        if box is None:
            return
        if _is_line(box):
            self.drawing.lines.append(box)
            return
        points = pdfium.FPDFPath_CountSegments(item)
        self._points += points
        if self._points > MAX_PAGE_POINTS:
            self.drawing.cut = True
            return
        pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(self._mode), ctypes.byref(self._stroke))
        filled, stroked = self._mode.value != 0, self._stroke.value != 0
        if not filled and not stroked:
            return
        if points <= _RECTANGLE and not stroked:
            self.drawing.boxes.append(box)
            return
        self.drawing.shapes += 1
        whole = _times(self._matrix_of(item), matrix)
        for part, closed in _parts(item, points, whole):
            if stroked:
                ends = zip(part, part[1:] + part[:1] if closed else part[1:], strict=False)
                self.drawing.lines += [its for its in (_level(*a, *b) for a, b in ends) if its]
            if filled and len(part) > 2:
                xs, ys = [x for x, _ in part], [y for _, y in part]
                area = (min(xs), min(ys), max(xs), max(ys))
                if not all(-_FAR < place < _FAR for place in area):
                    continue
                if _is_line(area):
                    self.drawing.lines.append(area)
                elif not stroked and len(part) <= _RECTANGLE:
                    self.drawing.boxes.append(area)


def _is_line(box: _Rect) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    thick, long = (width, height) if width < height else (height, width)
    return thick <= _THIN and (long >= _SLIM * thick or long <= _DOT)


def _level(x0: float, y0: float, x1: float, y1: float) -> _Rect | None:
    """The stroke from one point to the next, when it runs along the page."""
    if not (abs(x0 - x1) <= _FLAT or abs(y0 - y1) <= _FLAT) or not -_FAR < x0 + x1 + y0 + y1 < _FAR:
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _parts(item: Any, points: int, matrix: _Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The points of each part of a path, and whether it is closed. Parts with a curve are left out."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    part: list[tuple[float, float]] = []
    curved = closed = False
    for index in range(points):
        piece = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(piece)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if part and not curved:
                yield part, closed
            part, curved, closed = [], False, False
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curved = True
        pdfium.FPDFPathSegment_GetPoint(piece, at_x, at_y)
        part.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(piece))
    if part and not curved:
        yield part, closed


def _times(first: _Matrix, then: _Matrix | None) -> _Matrix:
    if then is None:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(matrix: _Matrix, x0: float, y0: float, x1: float, y1: float) -> _Rect:
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
    ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
    return min(xs), min(ys), max(xs), max(ys)
