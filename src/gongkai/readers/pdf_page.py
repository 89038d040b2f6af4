"""Characters and lines of one page of a PDF, from PDFium, turned upright.

One call into PDFium is about half a microsecond and a page has thousands of characters, so every call here is one
that the page cannot be read without.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from gongkai.readers.geometry import Box, Fragment, LayoutPage, Segment
from gongkai.readers.pdf_paths import Drawing, drawing_of

__all__ = ["MAX_PAGE_CHARACTERS", "PageText", "read_page"]

MAX_PAGE_CHARACTERS = 100_000
"""Characters of one page; what comes after them is left out and said so."""

_SMALLEST = 1.5  # points: smaller text is not meant to be seen
_SQUARE = 0.05  # sine of the angle that text may be off the horizontal: a watermark is further off
_STAMP = 20  # characters: what a scanning program writes on its pictures
_COVERED = 0.5  # of the page: the least that the picture of a page fills
_CURVES = 20  # drawings on a page without text: fewer are an ornament
_INVISIBLE = 3  # render mode: neither filled nor stroked


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as read. ``garbled`` counts characters without Unicode.

    ``scanned`` is True where the page shows a picture, or text made into curves, and has next to no text; ``cut`` where
    a limit left something out.
    """

    layout: LayoutPage
    garbled: int
    scanned: bool
    cut: bool


class _Clean(dict[int, str]):
    """Code point → what is kept of it: a character, a space, or nothing where it stands for no character."""

    def __missing__(self, code: int) -> str:
        text = chr(code) if code < 0x110000 else ""
        if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
            text = unicodedata.normalize("NFKC", text)  # fonts often map 工 to the radical that looks the same
        elif code in (0x02, 0xAD, 0xFFFE):
            text = "-"  # PDFium's mark of a hyphen at the end of a line
        elif text.isspace() or code == 0x200B:
            text = " "
        elif not text or unicodedata.category(text) in ("Cc", "Cn", "Co", "Cs") or code == 0xFFFD:
            text = ""
        self[code] = text
        return text


_CLEAN = _Clean()
_SURROGATES, _TRAILING, _AFTER_SURROGATES = 0xD800, 0xDC00, 0xE000


def read_page(page: Any, number: int) -> PageText:
    """The text and lines of a loaded ``FPDF_PAGE``; ``number`` counts from 1."""
    frame = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, frame)
    width, height = frame.right - frame.left, frame.top - frame.bottom
    page_area = width * height
    drawing = drawing_of(page)
    fragments: list[Fragment] = []
    garbled, cut, turn = 0, drawing.cut, 0
    text_page = pdfium.FPDFText_LoadPage(page)
    if text_page:
        try:
            count = pdfium.FPDFText_CountChars(text_page)
            cut |= count > MAX_PAGE_CHARACTERS
            count = min(count, MAX_PAGE_CHARACTERS)
            hidden = _hidden(text_page, count) if drawing.hidden and drawing.shown else frozenset()
            fragments, garbled, turn = _fragments(text_page, count, hidden, frame)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    segments, boxes = _placed(drawing, frame.left, frame.top)
    if turn:
        fragments = [Fragment(f[0], *_turned(turn, width, height, *f[1:5]), f[5]) for f in fragments]
        segments = [Segment(*_turned(turn, width, height, *s)) for s in segments]
        boxes = [Box(*_turned(turn, width, height, *b)) for b in boxes]
        if turn != 180:
            width, height = height, width
    if fragments:
        scanned = len(fragments) <= _STAMP and drawing.pictured > _COVERED * page_area
    else:
        scanned = drawing.images > 0 or drawing.shapes > _CURVES
    return PageText(LayoutPage(number, width, height, fragments, segments, boxes), garbled, scanned, cut)


def _fragments(text_page: Any, count: int, hidden: frozenset[int], frame: Any) -> tuple[list[Fragment], int, int]:
    """The characters on the page, the number of those without Unicode, and the direction of most text in degrees."""
    unicode_of, box_of, clean = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, _CLEAN
    box = pdfium.FS_RECTF()
    at_box = ctypes.byref(box)
    look = _Look(text_page)
    left, right, bottom, top = frame.left, frame.right, frame.bottom, frame.top
    far, lowest = right + (right - left), 2 * (top - bottom)
    found: list[Fragment] = []
    turns: Counter[int] = Counter()
    garbled = 0
    low = high = math.nan
    seen = False
    y0 = y1 = 0.0
    leading = 0
    for index in range(count):
        code = unicode_of(text_page, index)
        if _SURROGATES <= code < _AFTER_SURROGATES:  # a rare character comes in two halves, the box with each
            if code < _TRAILING or not leading:
                leading = code
                continue
            code = 0x10000 + ((leading - _SURROGATES) << 10) + code - _TRAILING
            leading = 0
        text = clean[code]
        if text == " ":
            if found and found[-1][0] < "\u2e80":  # between Chinese characters a space says nothing
                found[-1] = Fragment(found[-1][0] + " ", *found[-1][1:])
            continue
        if not text:
            garbled += 1
            continue
        if not box_of(text_page, index, at_box):
            continue
        if box.bottom != low or box.top != high:
            low, high = box.bottom, box.top
            look.at(index, low, high, box.right - box.left)
            y0, y1 = top - look.high, top - look.low
            seen = look.turn >= 0 and _SMALLEST <= look.size < far - left and 0 < y1 < lowest and y0 < top - bottom
        if not seen or (hidden and index in hidden):
            continue
        x0, x1 = look.across(index) if look.odd else (box.left, box.right)
        if not (left <= x1 < far and x0 <= right):
            continue
        if look.turn:
            turns[look.turn] += 1
        found.append(Fragment(text, x0 - left, y0, x1 - left, y1, look.size))
    most = max(turns, key=lambda turn: turns[turn], default=0)
    return found, garbled, most if turns[most] * 2 > len(found) else 0


class _Look:
    """Direction, size and height of a character; asked once for all that stand equally high.

    ``turn`` is in degrees, -1 where oblique, ``size`` in points. ``odd`` means that the box says nothing of the width.
    """

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._matrix = pdfium.FS_MATRIX()
        self._tight = tuple(ctypes.c_double() for _ in range(4))
        self.turn, self.size, self.low, self.high, self.odd = 0, 0.0, 0.0, 0.0, False

    def at(self, index: int, low: float, high: float, width: float) -> None:
        """Look at this character, whose box has that lower and upper end and width."""
        matrix = self._matrix
        self.turn, self.size, self.low, self.high, self.odd = 0, high - low, low, high, False
        if not pdfium.FPDFText_GetMatrix(self._text_page, index, ctypes.byref(matrix)):
            return
        a, b = matrix.a, matrix.b
        length = math.hypot(a, b) or 1.0
        self.size = size = pdfium.FPDFText_GetFontSize(self._text_page, index) * math.hypot(matrix.c, matrix.d)
        if abs(b) <= _SQUARE * length:
            self.turn = 0 if a >= 0 else 180
            if not 0.4 * size < high - low < 2.5 * size:  # the font lies about its height
                self.odd = width > 2.5 * size  # PDFium forgets to scale the boxes of fonts that are written downwards
                x, y = self._tight[:2]
                pdfium.FPDFText_GetCharOrigin(self._text_page, index, x, y)
                self.low, self.high = y.value - 0.2 * size, y.value + 0.85 * size
        elif abs(a) <= _SQUARE * length:
            self.turn = 90 if b > 0 else 270
        else:
            self.turn = -1

    def across(self, index: int) -> tuple[float, float]:
        """Left and right end of the glyph itself."""
        left, right = self._tight[:2]
        pdfium.FPDFText_GetCharBox(self._text_page, index, *self._tight)
        return left.value, right.value


def _hidden(text_page: Any, count: int) -> frozenset[int]:
    """Characters drawn with no ink, among others that have some."""
    object_of, mode_of = pdfium.FPDFText_GetTextObject, pdfium.FPDFTextObj_GetTextRenderMode
    objects = ((index, object_of(text_page, index)) for index in range(count))
    return frozenset(index for index, its in objects if its and mode_of(its) == _INVISIBLE)


def _placed(drawing: Drawing, left: float, top: float) -> tuple[list[Segment], list[Box]]:
    return (
        [Segment(x0 - left, top - y1, x1 - left, top - y0) for x0, y0, x1, y1 in drawing.lines],
        [Box(x0 - left, top - y1, x1 - left, top - y0) for x0, y0, x1, y1 in drawing.boxes],
    )


def _turned(
    turn: int, width: float, height: float, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    """A box of a page whose text runs in that direction, where it stands once the text is upright."""
    if turn == 90:
        return height - y1, x0, height - y0, x1
    if turn == 180:
        return width - x1, height - y1, width - x0, height - y0
    return y0, width - x1, y1, width - x0
