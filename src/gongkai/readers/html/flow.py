"""The article's elements → paragraphs and grids in reading order."""

from __future__ import annotations

import re

from gongkai.readers.errors import Unreadable
from gongkai.readers.html.article import is_furniture
from gongkai.readers.html.table import Table
from gongkai.readers.html.tree import BLOCKS, TEXT, Element
from gongkai.readers.limits import MAX_CELLS, MAX_NESTING, MAX_TEXT
from gongkai.readers.outline import Block, Paragraph

__all__ = ["Flow", "plain"]

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BROKEN_LINE = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef])")
_SPACES = {
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad")),
}
"""Fixed spaces become plain ones; what has no width is no part of the text."""


def plain(text: str) -> str:
    """A line as the reader of the page sees it: the line breaks of the source are not there, nor blanks at the ends."""
    if not text.isalnum():
        if "\n" in text or "\r" in text:
            text = _BROKEN_LINE.sub("", text)
        text = _BLANKS.sub(" ", text).translate(_SPACES).strip()
    return text


class Flow:
    """Reads a stretch of elements. ``blocks`` is the result; Unreadable is raised above the limits."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._into = self.blocks
        self._line: list[str] = []
        self._level: int | None = None
        self._length = 0
        self._cells = 0
        self._tables: list[Table] = []
        self._group = 0

    def read(self, elements: list[Element], place: int) -> None:
        """Read the element at that place with all below it; furniture in it is passed over."""
        root_end = elements[place].end
        opened: list[tuple[int, str, list[Block], int | None]] = []
        while place < root_end:
            element = elements[place]
            while opened and opened[-1][0] <= place:
                self._close(*opened.pop()[1:])
            place += 1
            tag = element.tag
            if tag == TEXT:
                self._line.append(element.text)
            elif tag in BLOCKS:
                if self._line:
                    self._flush()
                if is_furniture(element):
                    place = element.end
                elif tag == "pre" and (text := _preformatted(elements, place - 1)):
                    self._into.extend(self._read_text(text))
                    place = element.end
                else:
                    opened.append((element.end, tag, self._into, self._level))
                    self._open(tag, element)
        while opened:
            self._close(*opened.pop()[1:])
        if self._line:
            self._flush()

    def _open(self, tag: str, element: Element) -> None:
        if tag in _CELLS:
            self._cells += 1
            if self._cells > MAX_CELLS:
                raise Unreadable(f"表格的单元格超过上限{MAX_CELLS}个")
            if self._tables:
                self._into = self._tables[-1].cell(element).blocks
        elif tag == "table":
            self._tables.append(Table())
            if len(self._tables) > MAX_NESTING:
                raise Unreadable(f"表格嵌套超过上限{MAX_NESTING}层")
        elif tag == "tr":
            if self._tables:
                self._tables[-1].row(self._group)
        elif tag in _GROUPS:
            self._group += 1
        elif tag == "caption":
            if self._tables:
                self._into = self._tables[-1].captions
        elif tag in _LEVELS:
            self._level = _LEVELS[tag]

    def _close(self, tag: str, into: list[Block], level: int | None) -> None:
        if self._line:
            self._flush()
        self._into, self._level = into, level
        if tag == "table":
            self._into.extend(self._tables.pop().blocks())
        elif tag in _GROUPS:
            self._group += 1

    def _read_text(self, text: str) -> tuple[Block, ...]:
        """A plain text within the page, which may have tables of its own."""
        from gongkai.readers.text import read_text

        self._count(len(text))
        return read_text(text).blocks

    def _count(self, length: int) -> None:
        self._length += length
        if self._length > MAX_TEXT:
            raise Unreadable(f"文字超过上限{MAX_TEXT}字")

    def _flush(self) -> None:
        """End the line, which has some text."""
        text = plain(self._line[0] if len(self._line) == 1 else "".join(self._line))
        self._line.clear()
        if text:
            self._count(len(text))
            self._into.append(Paragraph(text, level=self._level))


def _preformatted(elements: list[Element], place: int) -> str:
    """The lines of a ``pre``; empty where it has other blocks inside or no text."""
    lines: list[str] = []
    for element in elements[place + 1 : elements[place].end]:
        if element.tag == TEXT:
            lines.append(element.text)
        elif element.tag == "br":
            lines.append("\n")
        elif element.tag in BLOCKS:
            return ""
    text = "".join(lines)
    return text if text.strip() else ""
