"""Plain text and Markdown → outline: lines joined into paragraphs, and the tables among them as grids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_CELLS, MAX_PAGES, MAX_TEXT
from gongkai.readers.outline import Block, Grid, GridCell, Outline, Paragraph
from gongkai.readers.text_table import plain, table_lines

__all__ = ["read_text"]

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULED = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*")
_LONGEST_HEADING = 500
_ENDS = "。！？；：.!?;:”’」』）)》】…|"
_OPENS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|第[一二三四五六七八九十]+[条章节]|[①-⑳#|\t])"
)
_CLAUSE = re.compile(r"[，。；：,;]")
_FLOWING = re.compile(r"[，。；,;]")
_LABELLED = re.compile(r"\s*[^，。；：:]{1,8}[：:]")
_FIGURE = re.compile(r"\s*[-+—/]?[\d０-９][\d０-９.,．，]*\s*$|\s*[-—/／－]+\s*$")
_MOST_LINES = 200_000
_TITLE = re.compile(r"[^，。；：,;]*年[^，。；：,;]*(?:报告|年报)")
_WORDS = re.compile(r"(?:[一-鿿（）()：:]{2,16}[ \u3000]+){2,}[一-鿿（）()：:]{2,16}")
_LONGEST_TITLE = 60
_WRAPPED = 20
"""A line shorter than this was not cut by the width of the page."""


def read_text(text: str) -> Outline:
    """The outline of a text. Form feeds count as page breaks. Raises Unreadable above the limits."""
    if len(text) > MAX_TEXT:
        raise Unreadable(f"文字超过{MAX_TEXT}字，不是一份年度报告")
    if not text.strip():
        raise Unreadable("文件里没有文字")
    numbered = [(page, line) for page, sheet in enumerate(text.split("\f"), 1) for line in sheet.splitlines()]
    if len(numbered) > _MOST_LINES or numbered[-1][0] > MAX_PAGES:
        raise Unreadable(f"文字超过{_MOST_LINES}行或{MAX_PAGES}页，不是一份年度报告")
    pages = [page for page, _ in numbered] if "\f" in text else None
    blocks = tuple(_blocks([line for _, line in numbered], pages))
    return Outline(blocks, kind="text", pages=pages[-1] if pages else None)


def _blocks(lines: list[str], pages: list[int] | None) -> Iterator[Block]:
    index = 0
    prose: list[str] = []
    page: int | None = None
    gap = False
    cells = 0
    while index < len(lines):
        end, rows = table_lines(lines, index)
        cells += sum(map(len, rows))
        if cells > MAX_CELLS:
            raise Unreadable(f"表格的单元格超过{MAX_CELLS}个")
        ruled = end > index or _RULED.fullmatch(lines[index])
        heading = _HEADING.match(lines[index]) if len(lines[index]) <= _LONGEST_HEADING else None
        text = "" if ruled else plain(lines[index])
        if prose and (rows or heading or ruled or (text and not _goes_on(prose, lines[index], gap=gap))):
            yield Paragraph("".join(prose), page)
            prose = []
        here = pages[index] if pages else None
        if rows:
            yield Grid(tuple(tuple(GridCell(t, col) for col, t in enumerate(row)) for row in rows), here, exact=False)
        elif heading:
            yield Paragraph(plain(heading[2]), here, level=len(heading[1]))
        elif text:
            page = page if prose else here
            prose.append(text)
        gap = not text
        index = max(end, index + 1)
    if prose:
        yield Paragraph("".join(prose), page)


def _goes_on(prose: list[str], line: str, *, gap: bool) -> bool:
    """True when a line is the rest of the paragraph before it, cut by the width or the end of a page."""
    first, last = prose[0], prose[-1]
    length = len(last) if len(prose) == 1 else _WRAPPED * 2 + 1
    if last[-1] in _ENDS or length < _WRAPPED or _OPENS.match(line) or _FIGURE.match(line):
        return False
    if len(prose) == 1 and len(last) <= _LONGEST_TITLE and _TITLE.fullmatch(last):
        return False  # a title stands alone
    if _WORDS.fullmatch(line.strip()) or _WORDS.fullmatch(last):
        return False  # the header of a table whose words are set apart by blanks
    if _OPENS.match(first) and length <= 2 * _WRAPPED and not _CLAUSE.search(first):
        return False  # a heading has no commas and stands alone
    if not gap or last[-1] in "，、,“（《〈":
        return True
    return not _LABELLED.match(line) and (length >= 2 * _WRAPPED or bool(_FLOWING.search(last)))
