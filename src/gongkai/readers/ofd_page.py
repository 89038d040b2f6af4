"""Characters and lines of one page of an OFD file (GB/T 33190-2016, chapters 7 to 11), in millimetres."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from gongkai.readers.geometry import Box, Fragment, LayoutPage, Segment
from gongkai.readers.ofd_paths import FAR, Matrix, ruled

__all__ = ["OfdPage", "read_page"]

_MAX_RULES = 50_000
"""Lines and boxes of one page."""
_SQUARE = 0.05  # sine of the angle that text may be off the horizontal: a watermark is further off
_ASCENT, _DESCENT = 0.85, 0.2  # of the size, above and below the base line
_SMALLEST = 0.5  # millimetres: smaller text is not meant to be seen
_OFF = {"false", "0"}
_NO_CHARACTER = {"\u00a4", "\ufffd"}
"""What converters put where they know no Unicode for a glyph."""


@dataclass(slots=True)
class OfdPage:
    """A page as read. ``garbled`` counts characters without Unicode, ``turned`` those of text that is not upright."""

    number: int
    width: float
    height: float
    fragments: list[Fragment] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    garbled: int = 0
    turned: int = 0
    images: int = 0

    @property
    def layout(self) -> LayoutPage:
        """The page for ``assemble``."""
        return LayoutPage(self.number, self.width, self.height, self.fragments, self.segments, self.boxes)


def read_page(root: etree._Element, number: int, area: Sequence[float]) -> OfdPage:
    """The page whose content is this tree of bare names; ``area`` is the page's size where it gives none itself."""
    own = numbers(root.findtext("Area/PhysicalBox"))
    _, _, width, height = own if len(own) == 4 else area
    page = OfdPage(number, width, height)
    for layer in root.iterfind("Content/Layer"):
        _objects(layer, page)
    return page


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute such as ``0 0 210 297``; empty where one of them is none or is out of all bounds."""
    try:
        found = [float(number) for number in (text or "").split()]
    except ValueError:
        return []
    return found if all(-FAR < number < FAR for number in found) else []


def _objects(parent: etree._Element, page: OfdPage) -> None:
    for item in parent:
        if item.get("Visible", "true").strip() in _OFF:
            continue
        if item.tag == "TextObject":
            _text(item, page)
        elif item.tag == "PathObject":
            _path(item, page)
        elif item.tag == "ImageObject":
            page.images += 1
        elif item.tag == "PageBlock":
            _objects(item, page)


def _placing(item: etree._Element) -> Matrix:
    """From the object's own coordinates to those of the page: its matrix, then the corner of its boundary."""
    ctm = numbers(item.get("CTM"))
    corner = numbers(item.get("Boundary"))
    matrix = Matrix(*ctm) if len(ctm) == 6 else Matrix()
    x, y = corner[:2] if len(corner) == 4 else (0.0, 0.0)
    return matrix._replace(e=matrix.e + x, f=matrix.f + y)


def _path(item: etree._Element, page: OfdPage) -> None:
    stroked = item.get("Stroke", "true").strip() not in _OFF
    filled = item.get("Fill", "false").strip() not in _OFF
    room = _MAX_RULES - len(page.segments) - len(page.boxes)
    found = ruled(item.findtext("AbbreviatedData") or "", _placing(item), stroked=stroked, filled=filled)
    for rule in islice(found, room):
        if isinstance(rule, Segment):
            page.segments.append(rule)
        else:
            page.boxes.append(rule)


def _text(item: etree._Element, page: OfdPage) -> None:
    matrix = _placing(item)
    across, down = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    (nominal,) = numbers(item.get("Size"))[:1] or [0.0]
    (stretch,) = numbers(item.get("HScale"))[:1] or [1.0]
    size, em = nominal * down, nominal * across * stretch
    if not _SMALLEST <= size < FAR or not 0 < em < FAR:
        return
    upright = matrix.a > 0 and matrix.d > 0 and abs(matrix.b) <= _SQUARE * across
    upright = upright and item.get("ReadDirection", "0") == "0" and item.get("CharDirection", "0") == "0"
    x = y = 0.0
    for code in item.iterfind("TextCode"):
        text = (code.text or "").strip("\r\n")
        if not upright:
            page.turned += len(text)
            continue
        x, y = next(iter(numbers(code.get("X"))), x), next(iter(numbers(code.get("Y"))), y)
        places = _places(x, y, _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY")), nominal * stretch, text)
        for character, (left, base) in zip(text, places, strict=False):
            _character(character, matrix.apply(left, base), size, em, page)


def _character(character: str, place: tuple[float, float], size: float, em: float, page: OfdPage) -> None:
    if character.isspace():
        if page.fragments and page.fragments[-1].text < "\u2e80":  # between Chinese characters a space says nothing
            page.fragments[-1] = page.fragments[-1]._replace(text=page.fragments[-1].text.rstrip(" ") + " ")
        return
    if character in _NO_CHARACTER or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}:
        page.garbled += 1
        return
    if "\u2e80" <= character < "\u2fe0" or "\uf900" <= character < "\ufb00":
        character = unicodedata.normalize("NFKC", character)  # fonts map 工 to the radical that looks the same
    left, base = place
    right = left + em * _width(character)
    if right > 0 and left < page.width and 0 < base < page.height + size:
        page.fragments.append(Fragment(character, left, base - _ASCENT * size, right, base + _DESCENT * size, size))


def _width(character: str) -> float:
    """The advance of a character in ems: Chinese type is square, the rest about half of that."""
    return 1.0 if unicodedata.east_asian_width(character) in {"W", "F", "A"} else 0.5


def _places(
    x: float, y: float, across: Iterator[float], down: Iterator[float], em: float, text: str
) -> Iterator[tuple[float, float]]:
    """Where each character stands; where the file says nothing, each after the one before."""
    told = False
    for character in text:
        yield x, y
        step = next(across, None)
        drop = next(down, None)
        told = told or step is not None or drop is not None
        x += step if step is not None else 0.0 if told and drop is not None else em * _width(character)
        y += drop or 0.0


def _deltas(text: str | None) -> Iterator[float]:
    """The distances of DeltaX and DeltaY one by one; ``g 3 5.2`` stands for three times 5.2."""
    tokens = iter((text or "").split())
    for token in tokens:
        if token != "g":
            found = numbers(token)
            if not found:
                return
            yield found[0]
            continue
        count, value = next(tokens, ""), numbers(next(tokens, ""))
        if not (count.isascii() and count.isdigit()) or len(count) > 6 or not value:
            return
        for _ in range(int(count)):
            yield value[0]
