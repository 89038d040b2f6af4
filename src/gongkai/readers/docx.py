"""Word documents (docx, ISO 29500): the body as it reads when all tracked changes are accepted.

Read from the XML itself: python-docx knows neither text boxes nor tracked changes nor automatic numbers. Headers,
footers, notes, comments and the table of contents are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_CELLS, MAX_TEXT
from gongkai.readers.opc import Package
from gongkai.readers.outline import Block, Grid, Outline, Paragraph
from gongkai.readers.word.names import W, count, leading, value
from gongkai.readers.word.numbering import Numbering
from gongkai.readers.word.styles import Styles, without_unused
from gongkai.readers.word.tables import grid_rows, is_layout, rows_of
from gongkai.readers.word.text import TextReader
from gongkai.readers.word.tracked import accept_changes

__all__ = ["read"]

_P: Final = W + "p"
_TBL: Final = W + "tbl"
_PPR: Final = W + "pPr"
_STYLE: Final = W + "pStyle"
_NUMBER: Final = W + "numPr"
_OUTLINE: Final = W + "outlineLvl"
_VAL: Final = W + "val"
_ALTERNATE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_AROUND: Final = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))

_MAX_PARAGRAPHS = 250_000
"""Paragraphs of the body and of all cells, empty ones too."""


def read(data: bytes) -> Outline:
    """The outline of a docx. Raises Unreadable for anything that is not one or is beyond the limits."""
    package = Package(Container(data, "docx"))
    root = package.container.xml(package.main)
    body = root.find(W + "body")
    if body is None:
        raise Unreadable("docx 文件不完整：没有正文")
    accept_changes(root)
    styles = Styles(package.xml("styles", trim=without_unused))
    reader = _Reader(styles, Numbering(package.xml("numbering"), styles))
    blocks = tuple(reader.blocks(body))
    return Outline(blocks, "docx", title=package.title())


class _Read(NamedTuple):
    """A paragraph as read: its words, text boxes anchored in it, automatic number, heading level, and whether it is a
    line of the table of contents.
    """

    words: str
    boxes: list[etree._Element]
    label: str
    level: int | None
    contents: bool


class _Reader:
    """Reads in reading order, once: numbers and fields count on from what was read before."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._text = TextReader()
        self._cells_left = MAX_CELLS
        self._text_left = MAX_TEXT
        self._paragraphs_left = _MAX_PARAGRAPHS

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks of a body, a text box or a cell of a table made for layout."""
        for child in _content(parent):
            if child.tag == _TBL:
                yield from self._table(child)
                continue
            item = self._paragraph(child)
            if not item.contents and item.words and not item.words.isspace():
                for line in (item.label + item.words.lstrip()).split("\n"):
                    if line := line.strip():
                        yield Paragraph(line, level=item.level)
            for box in item.boxes:
                yield from self.blocks(box)

    def _paragraph(self, p: etree._Element) -> _Read:
        style_id = num_id = None
        num_level = outline = None
        properties = leading(p, _PPR)
        for prop in () if properties is None else properties:
            tag = prop.tag
            if tag == _STYLE:
                style_id = prop.get(_VAL)
            elif tag == _NUMBER:
                num_id, ilvl = value(prop, "numId"), value(prop, "ilvl")
                num_level = None if ilvl is None else count(ilvl, 0)
            elif tag == _OUTLINE:
                outline = count(prop.get(_VAL), 9)
        style = self._styles.get(style_id)
        label = self._numbering.label(num_id, num_level, style)
        level = style.level if outline is None else outline + 1 if outline < 9 else None
        text = self._text.read(p)
        words = "".join(text.parts)
        self._paragraphs_left -= 1
        if self._paragraphs_left < 0:
            raise Unreadable(f"段落超过 {_MAX_PARAGRAPHS} 个的上限")
        self._text_left -= len(words) + len(label)
        if self._text_left < 0:
            raise Unreadable(f"文字超过 {MAX_TEXT} 字的上限")
        return _Read(words, text.boxes, label, level, style.contents)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = rows_of(table)
        if is_layout(table, rows):
            for _, cells in rows:
                for tc in cells:
                    yield from self.blocks(tc)
            return
        self._cells_left -= sum(len(cells) for _, cells in rows)
        if self._cells_left < 0:
            raise Unreadable(f"表格单元格超过 {MAX_CELLS} 个的上限")
        nested: list[Block] = []
        yield Grid(tuple(grid_rows(rows, lambda tc: self._cell(tc, nested))))
        yield from nested

    def _cell(self, tc: etree._Element, nested: list[Block]) -> str:
        """The text of a cell, a line for each paragraph that is not empty; tables in it are added to ``nested``."""
        lines: list[str] = []
        for child in _content(tc):
            if child.tag == _TBL:
                nested.extend(self._table(child))
                continue
            item = self._paragraph(child)
            words = item.label + item.words
            if words and not words.isspace():
                lines.append(words)
            for box in item.boxes:
                for block in self.blocks(box):
                    if isinstance(block, Paragraph):
                        lines.append(block.text)
                    else:
                        nested.append(block)
        return "\n".join(lines)


def _content(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those in content controls, custom XML and tracked insertions."""
    for child in parent:
        tag = child.tag
        if tag in (_P, _TBL):
            yield child
        elif tag in _AROUND:
            yield from _content(child)
        elif tag == _ALTERNATE:
            yield from _content(next(iter(child), child))
