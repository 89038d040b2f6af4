"""Pages as pictures to work by, with what is marked, what is proposed and the lines' numbers; the new file's pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from gongkai_web.info_requests.redaction import pdf_read
from gongkai_web.info_requests.redaction.errors import CannotRedact
from gongkai_web.info_requests.redaction.marks import PX, Area, Box, Mark, Place
from gongkai_web.info_requests.redaction.pdf_open import LOCK, opened, prepared, wrapped
from gongkai_web.info_requests.redaction.pdf_write import stretches

__all__ = ["ViewedPage", "page_of", "page_picture", "picture_shown", "ready", "result_page"]

_WIDTH = 1100
"""Pixels of a page's picture."""
_TAKEN, _OFFERED, _NUMBER = (20, 20, 24), (196, 120, 0), (30, 90, 170)


@dataclass(frozen=True, slots=True)
class ViewedPage:
    """A page of the new file: its picture (PNG), the words that can be read in it, how many pages there are."""

    picture: bytes
    text: str
    pages: int


def ready(kind: str, data: bytes) -> bytes:
    """The PDF that pages are taken from. Raises CannotRedact."""
    return prepared(data if kind == "pdf" else wrapped(data))


def page_of(made_ready: bytes, number: int) -> Place:
    """A page with its text and lines. Raises IndexError, CannotRedact."""
    with opened(made_ready) as pdf:
        if not 0 <= number < len(pdf):
            raise IndexError(number)
        page = pdf[number]
        found = pdf_read.read_page(page)
        page.close()
    text = pdf_read.text_of(found)
    return Place(number, f"第{number + 1}页", text, found.lines, found.width, found.height, found.scan, found.pictured)


def page_picture(
    made_ready: bytes, number: int, ticked: Iterable[Mark | Area], offered: Iterable[Mark | Area]
) -> bytes:
    """The page with what is ticked painted over, so that it can still be read, and what is offered framed."""
    with opened(made_ready) as pdf:
        if not 0 <= number < len(pdf):
            raise IndexError(number)
        page = pdf[number]
        width = page.get_size()[0]
        image = pdf_read.picture(page, _WIDTH / max(width, 1.0))
        found = pdf_read.read_page(page)
        page.close()
    scale = image.width / found.width
    shade = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(shade)
    for one in offered:
        for box in _boxes(found, one):
            pen.rectangle(_scaled(box, scale, 1), outline=(*_OFFERED, 255), width=2, fill=(255, 190, 60, 60))
    for one in ticked:
        for box in _boxes(found, one):
            pen.rectangle(_scaled(box, scale, 0), outline=(*_TAKEN, 255), width=2, fill=(*_TAKEN, 165))
    letters = ImageFont.load_default(size=15)
    for at, line in enumerate(found.lines, 1):
        pen.text((4, (line[1] + line[3]) / 2 * scale - 9), str(at), fill=(*_NUMBER, 255), font=letters)
    return _png(Image.alpha_composite(image.convert("RGBA"), shade).convert("RGB"))


def picture_shown(data: bytes, ticked: Iterable[Area], offered: Iterable[Area]) -> bytes:
    """A picture of a docx with its areas. Raises CannotRedact."""
    try:
        with Image.open(BytesIO(data)) as held:
            image = Image.alpha_composite(Image.new("RGBA", held.size, "white"), held.convert("RGBA"))
    except Exception as error:  # any of Pillow's or the codecs' errors
        raise CannotRedact("图片打不开") from error
    scale = min(1.0, _WIDTH / image.width)
    image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    shade = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(shade)
    for one in offered:
        pen.rectangle(_scaled(one.box, scale / PX, 1), outline=(*_OFFERED, 255), width=2, fill=(255, 190, 60, 60))
    for one in ticked:
        pen.rectangle(_scaled(one.box, scale / PX, 0), outline=(*_TAKEN, 255), width=2, fill=(*_TAKEN, 165))
    return _png(Image.alpha_composite(image, shade).convert("RGB"))


def _boxes(page: pdf_read.PageText, one: Mark | Area) -> list[Box]:
    if isinstance(one, Area):
        return [one.box]
    return stretches([char for char in page.chars[one.start : one.stop] if char.text.strip()])


def _scaled(box: Box, scale: float, pad: int) -> tuple[float, float, float, float]:
    return box[0] * scale - pad, box[1] * scale - pad, box[2] * scale + pad, box[3] * scale + pad


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


def result_page(data: bytes, number: int) -> ViewedPage:
    """A page of the new file as anybody will see it. Raises IndexError."""
    with LOCK:
        pdf = pypdfium2.PdfDocument(data)
        try:
            if not 0 <= number < len(pdf):
                raise IndexError(number)
            page = pdf[number]
            image = page.render(scale=_WIDTH / max(page.get_size()[0], 1.0), rev_byteorder=True).to_pil()
            words = page.get_textpage()
            text = words.get_text_range()
            words.close()
            page.close()
            return ViewedPage(_png(image.convert("RGB")), text, len(pdf))
        finally:
            pdf.close()
