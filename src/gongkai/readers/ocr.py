"""Scans, through the optional component RapidOCR: a picture of a page as text and ruling lines with their places.

The component and what it brings (numpy, OpenCV, onnxruntime, Pillow) are loaded on first use. Its models come inside
its package; nothing is fetched. Cells of ruled tables are cut out and recognised one by one, because the detector of
text overlooks single figures.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import Any

from gongkai.readers.errors import Unreadable
from gongkai.readers.geometry import Fragment, LayoutPage, Segment
from gongkai.readers.layout import assemble
from gongkai.readers.layout_lines import is_wide
from gongkai.readers.layout_rules import Frame, frames_of
from gongkai.readers.limits import MAX_BYTES
from gongkai.readers.outline import Outline

__all__ = ["MAX_OCR_PAGES", "NOTICE", "available", "picture_of", "read_image", "read_picture"]

MAX_OCR_PAGES = 100
"""Scanned pages of one file; each takes seconds."""
MAX_PIXELS = 40_000_000
"""Pixels of one picture; A4 at 600 dpi has 35 million."""
NOTICE = "由文字识别（OCR）读取，请核对"

_DPI = 200
_LONGEST = 5_000  # pixels a page is rendered to at most
_QUITE_SURE = 0.8  # the same for what the detector took for no text
_AROUND = 3  # pixels around a text that may still show it
_LOW, _TALL = 24, 120  # pixels that a line of text is high, with the paper around it
_MAX_OVERLOOKED = 60  # a page with more is a photograph
_SURE = 0.5  # confidence below which a recognised text is left out
_SIZE = 29.0  # pixels of a 10.5 pt character at 200 dpi
# The engine keeps what it was told last, so that it is told all each time. Its guess which lines stand on their head
# turns more lines of brackets and quotes than there are pages scanned upside down.
_WHOLE = {"use_det": True, "use_cls": False, "use_rec": True}
_LINE = _WHOLE | {"use_det": False}
_STACKED = 3  # lines in a cell from which on it may be text written downwards
_LIKE = 0.3  # of the usual size: a difference so small is the detector's and not the font's


@cache
def available() -> bool:
    """True when the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def picture_of(page: Any) -> Any:
    """A page (a ``pypdfium2.PdfPage``) as a picture for ``read_picture``, at 200 dpi where its size allows."""
    scale = min(_DPI / 72, _LONGEST / max(1.0, *page.get_size()))
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False)
    try:
        return _coloured(bitmap.to_numpy().copy())
    finally:
        bitmap.close()


def read_image(data: bytes) -> Outline:
    """The outline of a picture of a page, png or jpeg (``kind`` is ``image``), with a warning that it was recognised.

    Raises Unreadable where the extra is not installed, the file is no picture, is too large, or shows no text.
    """
    if not available():
        raise Unreadable('图片需安装可选组件后识别：pip install "gongkai[ocr]"')
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过{MAX_BYTES // 1024 // 1024}MB，未读取")
    page = read_picture(_decoded(data), 1)
    if not page.fragments:
        raise Unreadable("图片中没有识别出文字")
    return Outline(assemble([page]), "image", None, 1, (f"图片{NOTICE}",))


def _decoded(data: bytes) -> Any:
    image, numpy = import_module("PIL.Image"), import_module("numpy")
    try:
        with image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Unreadable(f"图片超过{MAX_PIXELS // 10_000}万像素，未读取")
            return numpy.asarray(picture.convert("RGB"))[:, :, ::-1].copy()
    except Unreadable:
        raise
    except Exception as error:  # Pillow's decoders raise many things on broken files
        raise Unreadable("图片已损坏或格式不支持，无法打开") from error


def _coloured(picture: Any) -> Any:
    cv2 = import_module("cv2")
    if picture.ndim == 2 or picture.shape[2] == 1:
        return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    return picture[:, :, :3].copy()


def read_picture(picture: Any, number: int) -> LayoutPage:
    """The text and ruling lines of a picture (rows × columns × BGR, 8 bits), in pixels; ``number`` is the page's.

    Raises Unreadable where the component fails on it.
    """
    if min(picture.shape[:2]) < _SIZE:
        return LayoutPage(number, float(picture.shape[1]), float(picture.shape[0]), ())
    try:
        return _recognised(picture, number)
    except Exception as error:  # of OpenCV or onnxruntime, which say nothing of what they raise
        raise Unreadable(f"第{number}页的图像无法识别") from error


def _recognised(picture: Any, number: int) -> LayoutPage:
    from gongkai.readers import ocr_lines  # loads OpenCV

    picture = ocr_lines.straightened(picture)
    rules = ocr_lines.rules_of(picture)
    frames = frames_of([Segment(*rule) for rule in rules], (), _SIZE)
    # Only what belongs to a table is a line; the rest is underlining or strokes of characters.
    rules = [rule for rule in rules if any(_touches(rule, frame) for frame in frames)]
    clean = ocr_lines.without(picture, rules)
    fragments: list[Fragment] = []
    for frame in frames:
        fragments += _in_cells(clean, frame)
        clean[int(frame.ys[0]) : int(frame.ys[-1]) + 1, int(frame.xs[0]) : int(frame.xs[-1]) + 1] = 255
    fragments += _levelled([*_on_page(clean), *_overlooked(clean)])
    height, width = picture.shape[:2]
    return LayoutPage(number, float(width), float(height), fragments, [Segment(*rule) for rule in rules])


def _touches(rule: tuple[float, float, float, float], frame: Frame) -> bool:
    x, y = (rule[0] + rule[2]) / 2, (rule[1] + rule[3]) / 2
    return frame.xs[0] - _SIZE < x < frame.xs[-1] + _SIZE and frame.ys[0] - _SIZE < y < frame.ys[-1] + _SIZE


@cache
def _engine() -> Any:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return import_module("rapidocr").RapidOCR(params={"Global.log_level": "error"})


def _on_page(picture: Any) -> Iterator[Fragment]:
    """Lines of text that the detector finds; they are painted over."""
    found = _engine()(picture, **_WHOLE)
    if found.txts is None or found.boxes is None:
        return
    for raw, box, score in zip(found.txts, found.boxes, found.scores, strict=True):
        text = _tidy(raw)
        if not text or score < _SURE:
            continue
        xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        picture[max(int(y0) - _AROUND, 0) : int(y1) + _AROUND, max(int(x0) - _AROUND, 0) : int(x1) + _AROUND] = 255
        yield Fragment(text, x0, y0, x1, y1, (y1 - y0) * 0.8)


def _overlooked(picture: Any) -> Iterator[Fragment]:
    """Short lines that the detector does not see on a page of paper, recognised without it."""
    from gongkai.readers import ocr_lines

    height, width = picture.shape[:2]
    places = [
        place
        for place in ocr_lines.lines_in(picture, 0, 0, width, height)
        if _LOW < place[3] - place[1] < _TALL and place[2] - place[0] > _LOW
    ]
    for left, top, right, bottom in places[:_MAX_OVERLOOKED]:
        found = _engine()(picture[top:bottom, left:right], **_LINE)
        text = _tidy("".join(found.txts or ()))
        if text and min(found.scores) >= _QUITE_SURE:
            yield Fragment(text, float(left), float(top), float(right), float(bottom), (bottom - top) * 0.8)


def _in_cells(picture: Any, frame: Frame) -> Iterator[Fragment]:
    """The text of each cell, line by line."""
    from gongkai.readers import ocr_lines

    for area in frame.areas:
        x0, x1 = int(frame.xs[area.col]), int(frame.xs[area.col + area.colspan])
        y0, y1 = int(frame.ys[area.row]), int(frame.ys[area.row + area.rowspan])
        places = list(ocr_lines.lines_in(picture, x0, y0, x1, y1))
        lines = ocr_lines.laid_flat(picture, places) if len(places) >= _STACKED else []
        lines = lines or [(place, picture[place[1] : place[3], place[0] : place[2]]) for place in places]
        for (left, top, right, bottom), strip in lines:
            found = _engine()(strip, **_LINE)
            text = _tidy("".join(found.txts or ()))
            if text and min(found.scores) >= _SURE:
                yield Fragment(text, float(left), float(top), float(right), float(bottom), (bottom - top) * 0.8)


def _tidy(text: str) -> str:
    """The text without spaces beside Chinese characters."""
    kept = text.strip()
    return "".join(c for i, c in enumerate(kept) if c != " " or not (is_wide(kept[i - 1]) or is_wide(kept[i + 1])))


def _levelled(fragments: list[Fragment]) -> list[Fragment]:
    """The fragments with one size where sizes differ by no more than detectors do."""
    if not fragments:
        return []
    usual = median(fragment.size for fragment in fragments)
    return [
        fragment._replace(size=usual) if abs(fragment.size - usual) < _LIKE * usual else fragment
        for fragment in fragments
    ]
