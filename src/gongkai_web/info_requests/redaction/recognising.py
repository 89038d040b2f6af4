"""The writing inside pictures, by the core's reader of scans: read, and where each character stands.

It is an optional component (``gongkai[ocr]``). Where it is missing, or fails, what was not read is told by page or
picture, for then a person must look at each of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from itertools import product
from threading import Lock
from typing import Any

from PIL import Image

from gongkai.readers import ocr
from gongkai.readers.errors import Unreadable
from gongkai_web.info_requests.redaction import pdf_read
from gongkai_web.info_requests.redaction.marks import PX, Picture, Place, Source, Words
from gongkai_web.info_requests.redaction.pdf_open import opened

__all__ = ["Recognised", "installed", "lines_of_image", "recognise", "said_by"]

_Progress = Callable[[int, int], None]
_DPI = 200
_MAX_PIXELS = 40_000_000
_SMALLEST = 40
"""Pixels of the shorter side below which a picture of a docx has no writing that can be read."""
_SKEW, _STEP, _LEAST, _SIDE = 3.0, 0.2, 0.15, 900
_PAGE, _MARGIN = 2000, 100
"""Pixels: the core reads pages, and what is a rule or a stroke to it depends on their size."""
_DARK = 140
_NARROW = tuple(0.42 + 0.02 * step for step in range(11))
_SIGN = (0.5, 0.75, 1.0)
"""Widths of digits and of Chinese signs, in those of Chinese characters."""
_ENGINE = Lock()
"""The recogniser keeps what it was told last: one at a time."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read, and what was not: numbers of pages, names of pictures."""

    words: tuple[Words, ...] = ()
    unread: tuple[int | str, ...] = ()


def installed() -> bool:
    """Whether writing in pictures can be read."""
    return ocr.available()


def recognise(source: Source, ready: bytes, progress: _Progress | None = None) -> Recognised:
    """The writing in the pictures of a file; ``ready`` is the prepared PDF, b"" for a docx."""
    wanted: Sequence[Place | Picture] = (
        [one for one in source.pictures if not one.width or min(one.width, one.height) >= _SMALLEST * PX]
        if source.kind == "docx"
        else [one for one in source.places if one.pictured]
    )
    words: list[Words] = []
    unread: list[int | str] = []
    for at, one in enumerate(wanted):
        name = one.number if isinstance(one, Place) else one.name
        image: Image.Image | None = None
        if installed() and at < ocr.MAX_OCR_PAGES:
            image = _without_text(ready, one.number) if isinstance(one, Place) else _decoded(one.data)
        try:
            if image is None:
                raise Unreadable("")
            found = lines_of_image(image, image.width / one.width, one)
            if isinstance(one, Place) and one.scan and not found:
                raise Unreadable("")  # a scan that says nothing is one that was not understood
            words += found
        except Unreadable:
            unread.append(name)
        if progress:
            progress(at + 1, len(wanted))
    return Recognised(tuple(words), tuple(unread))


def _without_text(ready: bytes, number: int) -> Image.Image:
    """A page without the text that can be read anyhow: what is left is pictures, and text drawn as lines."""
    with opened(ready) as pdf:
        page = pdf[number]
        pdf_read.hide_text(page)
        image = pdf_read.picture(page, _DPI / 72)
        page.close()
    return image


def _decoded(data: bytes) -> Image.Image | None:
    try:
        with Image.open(BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                return None
            if image.mode in ("RGBA", "LA", "P"):
                # What is clear stands on paper.
                flat = image.convert("RGBA")
                return Image.alpha_composite(Image.new("RGBA", flat.size, "white"), flat).convert("RGB")
            return image.convert("RGB")
    except Exception:  # noqa: BLE001 - EMF, WMF and broken pictures cannot be read
        return None


def said_by(image: Image.Image) -> list[str]:
    """The lines that can be read in a picture. Raises Unreadable."""
    return [words.text for words in lines_of_image(image, 1.0, None)]


def lines_of_image(image: Image.Image, scale: float, of: Place | Picture | None) -> list[Words]:
    """The lines of writing in a picture, ``scale`` pixels to a point, in their order. Raises Unreadable."""
    numpy = import_module("numpy")
    image, dx, dy = _on_paper(image)
    picture = numpy.asarray(image)[:, :, ::-1].copy()
    picture, back = _level(picture)
    with _ENGINE:
        found = ocr.read_picture(picture, 1)
    place = of.number if isinstance(of, Place) else -1
    name = of.name if isinstance(of, Picture) else ""
    rows = sorted(found.fragments, key=lambda one: (one.y0, one.x0))
    lines: list[list[Any]] = []
    for one in rows:
        middle = (one.y0 + one.y1) / 2
        if lines and lines[-1][0].y0 < middle < lines[-1][0].y1:
            lines[-1].append(one)
        else:
            lines.append([one])
    made: list[Words] = []
    for line in lines:
        for one in sorted(line, key=lambda fragment: fragment.x0):
            cuts = _cuts(one.text, one.x0, one.x1, picture[int(max(one.y0, 0)) : int(one.y1) + 1])
            xs, ys = zip(*(back(x, y) for x in (one.x0, one.x1) for y in (one.y0, one.y1)), strict=True)
            box = (min(xs) - dx, min(ys) - dy, max(xs) - dx, max(ys) - dy)
            along = [back(cut, (one.y0 + one.y1) / 2)[0] - dx for cut in cuts]
            in_points = tuple(value / scale for value in box)
            made.append(Words(place, one.text, in_points, tuple(cut / scale for cut in along), name))  # type: ignore[arg-type]
    return made


def _on_paper(image: Image.Image) -> tuple[Image.Image, int, int]:
    """A small picture in the middle of a page, and where: in a small one strokes of letters pass for rules."""
    width, height = image.size
    if max(width, height) >= _PAGE:
        return image, 0, 0
    paper = Image.new("RGB", (max(width + 2 * _MARGIN, _PAGE), height + 2 * _MARGIN), "white")
    dx, dy = (paper.width - width) // 2, _MARGIN
    paper.paste(image, (dx, dy))
    return paper, dx, dy


def _cuts(text: str, left: float, right: float, strip: Any) -> list[float]:
    """Where the characters of a line begin and end: by usual widths, those that leave the ends of characters blank.

    How wide digits and signs are beside Chinese characters differs from font to font, and with it by half a digit where
    a number begins.
    """
    numpy = import_module("numpy")
    if not text or not strip.size:
        return [left] * (len(text) + 1)
    ink = (strip.min(axis=2) < _DARK).any(axis=0)
    blank = numpy.flatnonzero(~ink)
    if not blank.size:
        blank = numpy.arange(len(ink))
    reach = max(4.0, strip.shape[0] / 3)
    signs = [unicodedata.category(sign).startswith(("P", "S")) for sign in text]
    wide = [unicodedata.east_asian_width(sign) in "WF" for sign in text]
    best: tuple[float, Any] | None = None
    for narrow, sign in product(_NARROW, _SIGN):
        widths = [
            (sign if is_wide else narrow) if is_sign else (1.0 if is_wide else narrow)
            for is_wide, is_sign in zip(wide, signs, strict=True)
        ]
        cuts = left + (right - left) * numpy.concatenate(([0.0], numpy.cumsum(widths))) / sum(widths)
        near = blank[numpy.clip(numpy.searchsorted(blank, cuts), 0, len(blank) - 1)]
        before = blank[numpy.clip(numpy.searchsorted(blank, cuts) - 1, 0, len(blank) - 1)]
        nearest = numpy.where(numpy.abs(near - cuts) < numpy.abs(cuts - before), near, before)
        # Where there is no blank at hand, as on a photograph, a guess is better.
        nearest = numpy.where(numpy.abs(nearest - cuts) <= reach, nearest, cuts)
        away = float((numpy.abs(nearest - cuts) + reach * ink[nearest.astype(int).clip(0, len(ink) - 1)])[1:-1].sum())
        if best is None or away < best[0]:
            best = away, nearest
    assert best is not None
    cuts = [left, *(float(value) for value in best[1][1:-1]), right]
    return [max(cuts[: number + 1]) for number in range(len(cuts))]


def _level(picture: Any) -> tuple[Any, Callable[[float, float], tuple[float, float]]]:
    """The picture turned so that its lines are level, and the way back: the core turns it too, and does not tell."""
    cv2, numpy = import_module("cv2"), import_module("numpy")
    angle = _angle(picture, cv2, numpy)
    if abs(angle) < _LEAST:
        return picture, lambda x, y: (x, y)
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), borderValue=(255, 255, 255), flags=cv2.INTER_LINEAR)
    (a, b, c), (d, e, f) = cv2.invertAffineTransform(matrix)
    return turned, lambda x, y: (float(a * x + b * y + c), float(d * x + e * y + f))


def _angle(picture: Any, cv2: Any, numpy: Any) -> float:
    """By how many degrees the lines of a page lie askew: rows of ink and of paper alternate most where they do not."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    factor = _SIDE / max(ink.shape)
    if factor < 1:
        ink = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    height, width = ink.shape

    def sharp(angle: float) -> float:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        rows = cv2.warpAffine(ink, matrix, (width, height), borderValue=0).sum(axis=1, dtype=numpy.float64)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    steps = int(_SKEW / _STEP)
    return max((step * _STEP for step in range(-steps, steps + 1)), key=sharp)
