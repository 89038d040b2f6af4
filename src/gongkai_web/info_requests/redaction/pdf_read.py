"""The pages of a PDF: every character with its box, whether it can be seen, its lines, and the page as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import byref, c_double, c_int
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from gongkai_web.info_requests.redaction.marks import Box, Char

__all__ = ["PageText", "covers", "hide_text", "picture", "read_page", "row_boxes", "shown_at", "text_of", "union"]

_LOOK = 100 / 72
"""Pixels to a point of the pictures in which it is looked whether a character can be seen."""
_SEEN = 12
"""Levels of 256 by which a character must change a pixel to be seen."""
_UNIT = 10_000
_MAX_PIXELS = 30_000_000
_WIDE, _HIGH = 12.0, 6.0
"""Points from which a picture may show a word; smaller ones are bullets and rules."""
_CURVES = 200
"""Curves of drawings from which letters may be among them: a character of Song has some twenty."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as it is read: size in points as shown, characters in order with "\\n" between lines, areas of lines.

    ``scan``: a page that is a picture; ``layered``: with words that a recogniser has laid under it; ``pictured``: with
    pictures, or drawings that may be writing.
    """

    width: float
    height: float
    chars: tuple[Char, ...]
    lines: tuple[Box, ...]
    scan: bool = False
    layered: bool = False
    pictured: bool = False


def text_of(page: PageText) -> str:
    """Its text; each character stands for one of ``chars``."""
    return "".join(char.text for char in page.chars)


def union(boxes: list[Box]) -> Box:
    """The smallest box around all of them."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def picture(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """The page as it is shown, without annotations, RGB; a very large page with fewer pixels to a point."""
    width, height = page.get_size()
    scale = min(scale, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return image


def read_page(page: pypdfium2.PdfPage) -> PageText:
    """What is on the page. The text of ``page`` is hidden afterwards, in memory: draw it before."""
    width, height = page.get_size()
    chars = _characters(page)
    before = picture(page, _LOOK)
    texts = hide_text(page)
    changed = ImageChops.difference(before, picture(page, _LOOK)) if texts else None
    seen = _seen(chars, changed, before.width / width if width else 1.0)
    printed = [char for char in chars if char.text.strip()]
    visible = sum(shown for char, shown in zip(chars, seen, strict=True) if char.text.strip())
    scan = _has_large_picture(page, width, height) and visible * 4 < max(len(printed), 1)
    shown = tuple(
        Char(char.text, char.box, bool(flag) or not char.text.strip()) for char, flag in zip(chars, seen, strict=True)
    )
    lines = _lines(shown) if printed and not (scan and len(printed) < 8) else row_boxes(before, width, height)
    pictured = scan or _has_picture(page, width, height) or (not visible and _has_ink(before))
    return PageText(width, height, shown, tuple(lines), scan, scan and bool(printed), pictured)


def _map(page: pypdfium2.PdfPage) -> tuple[float, ...]:
    """From the page's own coordinates to points from the upper left corner as shown: turned, cut."""
    width, height = page.get_size()
    points = []
    x, y = c_int(), c_int()
    for px, py in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)):
        pdfium.FPDF_PageToDevice(
            page, 0, 0, int(width * _UNIT / 10), int(height * _UNIT / 10), 0, px, py, byref(x), byref(y)
        )
        points.append((x.value * 10 / _UNIT, y.value * 10 / _UNIT))
    (ox, oy), (ax, ay), (bx, by) = points
    return (ax - ox) / 1000, (bx - ox) / 1000, ox, (ay - oy) / 1000, (by - oy) / 1000, oy


def shown_at(page: pypdfium2.PdfPage, boxes: Iterable[Box]) -> list[Box]:
    """Rectangles in the page's own coordinates as areas of the page as shown; those outside of it are left out."""
    a, b, ox, c, d, oy = _map(page)
    width, height = page.get_size()
    found = []
    for x0, y0, x1, y1 in boxes:
        xs = [a * x + b * y + ox for x in (x0, x1) for y in (y0, y1)]
        ys = [c * x + d * y + oy for x in (x0, x1) for y in (y0, y1)]
        box = (max(min(xs), 0.0), max(min(ys), 0.0), min(max(xs), width), min(max(ys), height))
        if box[2] > box[0] and box[3] > box[1]:
            found.append((round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)))
    return found


def _characters(page: pypdfium2.PdfPage) -> list[Char]:
    a, b, ox, c, d, oy = _map(page)
    words = page.get_textpage()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    rect = pdfium.FS_RECTF()
    chars: list[Char] = []
    for number in range(words.count_chars()):
        code = pdfium.FPDFText_GetUnicode(words, number)
        letter = chr(code) if 0 < code < 0x110000 else "□"
        if letter == "\r":
            continue
        pdfium.FPDFText_GetCharBox(words, number, byref(left), byref(right), byref(bottom), byref(top))
        box = [(left.value, bottom.value, right.value, top.value)]
        if pdfium.FPDFText_GetLooseCharBox(words, number, byref(rect)) and rect.right > rect.left:
            box.append((rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top)))
        if pdfium.FPDFText_IsGenerated(words, number) > 0 and letter != "\n":
            box = box[:1]
        corners = [(x, y) for x0, y0, x1, y1 in box for x in (x0, x1) for y in (y0, y1)]
        xs = [a * x + b * y + ox for x, y in corners]
        ys = [c * x + d * y + oy for x, y in corners]
        place = (min(xs), min(ys), max(xs), max(ys))
        if chars and "\udc00" <= letter <= "\udfff" and "\ud800" <= chars[-1].text <= "\udbff":
            pair = (chars[-1].text + letter).encode("utf-16", "surrogatepass").decode("utf-16")
            chars[-1] = Char(pair, union([chars[-1].box, place]))
        else:
            chars.append(Char(letter, place))
    words.close()
    return [Char("□", one.box) if "\ud800" <= one.text <= "\udfff" else one for one in chars]


def hide_text(page: pypdfium2.PdfPage) -> int:
    """Makes all text of the page invisible, in memory; gives how many pieces there were."""
    count = 0
    for found in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=12):
        pdfium.FPDFTextObj_SetTextRenderMode(found, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
        count += 1
    return count


def _has_large_picture(page: pypdfium2.PdfPage, width: float, height: float) -> bool:
    area = 0.0
    for found in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=12):
        x0, y0, x1, y1 = found.get_bounds()
        area += max(0.0, x1 - x0) * max(0.0, y1 - y0)
    return area > 0.5 * width * height


def _has_picture(page: pypdfium2.PdfPage, width: float, height: float) -> bool:
    """Whether writing may stand on a page that is no text: pictures large enough, shadings, many curves (outlines)."""
    curves = 0
    for found in page.get_objects(
        filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_PATH], max_depth=12
    ):
        if found.type != pdfium.FPDF_PAGEOBJ_PATH:
            x0, y0, x1, y1 = found.get_bounds()
            # Inside a form the numbers are the form's own; what is small there may be large on the page.
            if found.level > 0 or (x1 - x0 >= _WIDE and y1 - y0 >= _HIGH):
                return True
            continue
        for number in range(pdfium.FPDFPath_CountSegments(found)):
            segment = pdfium.FPDFPath_GetPathSegment(found, number)
            curves += pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_BEZIERTO
            if curves > _CURVES:
                return True
    return False


def _has_ink(image: Image.Image) -> bool:
    low, high = image.convert("L").getextrema()
    return bool(high - low > _SEEN)  # type: ignore[operator]


def _seen(chars: list[Char], changed: Image.Image | None, scale: float) -> list[bool]:
    if changed is None:
        return [False] * len(chars)
    red, green, blue = changed.split()
    mask = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda level: 255 * (level > _SEEN))
    found = []
    for char in chars:
        x0, y0, x1, y1 = char.box
        area = (int(x0 * scale) - 1, int(y0 * scale) - 1, int(x1 * scale) + 2, int(y1 * scale) + 2)
        inside = area[2] > 0 and area[3] > 0 and area[0] < mask.width and area[1] < mask.height
        found.append(inside and bool(char.text.strip()) and mask.crop(area).getbbox() is not None)
    return found


def covers(area: Box, box: Box) -> bool:
    """Whether the middle of a box lies in an area."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _lines(chars: tuple[Char, ...]) -> list[Box]:
    """The areas of the lines of text, from the top."""
    lines: list[list[Box]] = []
    for char in chars:
        if not char.text.strip():
            continue
        middle = (char.box[1] + char.box[3]) / 2
        for line in reversed(lines[-3:]):
            top, bottom = line[-1][1], line[-1][3]
            if top < middle < bottom:
                line.append(char.box)
                break
        else:
            lines.append([char.box])
    return sorted((union(line) for line in lines), key=lambda box: (round(box[1]), box[0]))


def row_boxes(image: Image.Image, width: float, height: float) -> list[Box]:
    """Lines of a page that is a picture: rows with ink between rows without."""
    # A column a pixel wide has the mean of each row; lines of writing are darker than the paper between them.
    small = image.convert("L").resize((1, image.height), Image.Resampling.BOX)
    levels = list(small.tobytes())
    if not levels:
        return []
    paper = sorted(levels)[int(len(levels) * 0.9)]
    inked = [level < paper - 3 for level in levels]
    scale = height / image.height
    boxes: list[Box] = []
    start: int | None = None
    for row, ink in enumerate([*inked, False]):
        if ink and start is None:
            start = row
        elif not ink and start is not None:
            if row - start >= 4:
                boxes.append((0.0, max(0.0, (start - 2) * scale), width, min(height, (row + 2) * scale)))
            start = None
    return boxes
