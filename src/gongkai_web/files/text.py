"""The words of a file, quickly: its opening, for marks that must not be here, and the whole, for the search."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
from lxml import etree

from gongkai.readers.container import Container
from gongkai.readers.encoding import decode_with_warnings
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_PAGES
from gongkai.readers.pdf import PDFIUM_LOCK

__all__ = ["MAX_WORDS", "opening_text", "plain_text"]

MAX_WORDS = 200_000
"""Characters of a file that are searched."""
_OPENING = 600
_BREAKS = ("p", "si", "row", "TextCode")
_TEXTS = ("t", "TextCode")
_PARTS = {
    "docx": re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml$"),
    "xlsx": re.compile(r"xl/(?:sharedstrings|worksheets/sheet\d+)\.xml$"),
    "pptx": re.compile(r"ppt/slides/slide\d+\.xml$"),
    "ofd": re.compile(r".*/pages/[^/]+/content\.xml$"),
}
_NUMBERS = re.compile(r"\d+")


def opening_text(kind: str, data: bytes) -> str:
    """The first characters of a document, blanks at their ends dropped; "" for what has no text. Raises Unreadable."""
    return plain_text(kind, data, limit=_OPENING)


def plain_text(kind: str, data: bytes, *, limit: int = MAX_WORDS) -> str:
    """At most ``limit`` characters of the text of a file. Raises Unreadable."""
    pieces: list[str] = []
    left = limit
    for piece in _pieces(kind, data, limit):
        pieces.append(piece[:left])
        left -= len(piece)
        if left <= 0:
            break
    return "\n".join(pieces).replace("\0", "")


def _pieces(kind: str, data: bytes, limit: int) -> Iterator[str]:
    if kind in _PARTS:
        yield from _xml(kind, data)
    elif kind == "pdf":
        yield from _pdf(data, limit)
    elif kind in ("txt", "csv"):
        yield decode_with_warnings(data, None).text


def _xml(kind: str, data: bytes) -> Iterator[str]:
    container = Container(data, kind)
    names = [name for name in container.names() if _PARTS[kind].match(name)]
    # The body before headers and notes, pages and slides in their order.
    names.sort(key=lambda name: ("document" not in name, [int(number) for number in _NUMBERS.findall(name)], name))
    for name in names:
        line: list[str] = []
        for element in container.xml(name).iter(etree.Element):
            word = element.tag.rpartition("}")[2]
            if word in _BREAKS and line:
                yield "".join(line)
                line = []
            if word in _TEXTS and element.text:
                line.append(element.text)
        if line:
            yield "".join(line)


def _pdf(data: bytes, limit: int) -> list[str]:
    """Its pages until there are ``limit`` characters; at once, for nobody else may use PDFium meanwhile."""
    pieces: list[str] = []
    with PDFIUM_LOCK:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("PDF已损坏或不完整，打不开") from error
        try:
            for number in range(min(len(pdf), MAX_PAGES)):
                page = pdf[number]
                words = page.get_textpage()
                pieces.append(words.get_text_range())
                words.close()
                page.close()
                limit -= len(pieces[-1])
                if limit <= 0:
                    break
        finally:
            pdf.close()
    return pieces
