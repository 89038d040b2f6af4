"""Plain text and Markdown → outline: tab tables, pipe tables, a cell a line, labels and figures set apart by spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gongkai.readers.encoding import decode_with_warnings
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_CELLS, MAX_TEXT
from gongkai.readers.outline import Block, Grid, GridCell, Outline, Paragraph

__all__ = ["read", "read_text"]

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+|mailto:[^<>\s]+)>")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FIGURE = r"(?:[+-]?[\d０-９][\d０-９,.，．]*+|[-—/／－–])"
_SPACED = re.compile(rf"\s*(\S.{{0,59}}?)((?:\s++{_FIGURE}){{2,}}+)\s*$")  # nothing is tried twice on long lines
_ENDS = "。！？；：.!?;:”’」』）)》】…|"
_OPENS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|第[一二三四五六七八九十]+[条章节]|[①-⑳#|\t])"
)
_CLAUSE = re.compile(r"[，。；：,;]")
_WRAPPED = 20
"""A line shorter than this was not cut by the width of the page."""


def read(data: bytes) -> Outline:
    """The outline of a text file in any of the usual encodings. Raises Unreadable when it is not text."""
    decoded = decode_with_warnings(data)
    return replace(read_text(decoded.text), warnings=decoded.warnings)


def read_text(text: str) -> Outline:
    """The outline of a text. Form feeds count as page breaks. Raises Unreadable above the limits."""
    if len(text) > MAX_TEXT:
        raise Unreadable(f"文字超过{MAX_TEXT}字，不是一份年度报告")
    if not text.strip():
        raise Unreadable("文件里没有文字")
    lines = [(page, line) for page, sheet in enumerate(text.split("\f"), 1) for line in sheet.splitlines()]
    paged = "\f" in text
    blocks = tuple(_blocks(lines, paged=paged))
    cells = sum(len(row) for block in blocks if isinstance(block, Grid) for row in block.rows)
    if cells > MAX_CELLS:
        raise Unreadable(f"表格共有{cells}个单元格，超过上限{MAX_CELLS}")
    return Outline(blocks, kind="text", pages=lines[-1][0] if paged else None)


def _blocks(lines: list[tuple[int, str]], *, paged: bool) -> Iterator[Block]:
    index = 0
    prose: list[str] = []
    prose_page: int | None = None
    gap = False

    def flush() -> Iterator[Block]:
        nonlocal prose
        if prose:
            yield Paragraph("".join(prose), prose_page)
            prose = []

    while index < len(lines):
        page: int | None = lines[index][0] if paged else None
        line = lines[index][1]
        end = _cell_lines(lines, index)
        if end > index:
            yield from flush()
            yield Grid(tuple(_cells_by_line([text for _, text in lines[index:end]])), page, exact=False)
            index = end
            continue
        end = _row_lines(lines, index)
        if end > index:
            yield from flush()
            rows = [cells for _, text in lines[index:end] if (cells := _split_row(text))]
            yield Grid(tuple(_row(cells) for cells in rows), page, exact=False)
            index = end
            continue
        index += 1
        text = _plain(line)
        if not text:
            gap = True
            continue
        if heading := _HEADING.match(line):
            yield from flush()
            yield Paragraph(_plain(heading[2].rstrip("# \t")), page, level=len(heading[1]))
        elif prose and _goes_on("".join(prose), line, gap=gap):
            prose.append(text)
        else:
            yield from flush()
            prose, prose_page = [text], page
        gap = False
    yield from flush()


def _plain(line: str) -> str:
    """The text of a line without Markdown's emphasis and automatic links."""
    text = line.strip().strip("\ufeff")
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(r"\2", text)
    return _AUTOLINK.sub(r"\1", text) if "<" in text else text


def _goes_on(before: str, line: str, *, gap: bool) -> bool:
    """True when a line is the rest of the paragraph before it, cut by the width or the end of a page."""
    if before[-1] in _ENDS or len(before) < _WRAPPED or _OPENS.match(line):
        return False
    if _OPENS.match(before) and len(before) <= 2 * _WRAPPED and not _CLAUSE.search(before):
        return False  # a heading has no commas and stands alone
    return not gap or before[-1] in "，、,“（《〈" or len(before) >= 2 * _WRAPPED


def _split_row(line: str) -> list[str] | None:
    """The cells of a table's row, or None for a line of prose; an empty list for Markdown's rule."""
    if "|" in line and line.count("|") >= 2 and line.lstrip().startswith("|"):
        return [] if _RULE.match(line) else [_plain(cell) for cell in line.strip().strip("|").split("|")]
    if "\t" in line.strip("\t ") or ("\t" in line and not line.strip()):
        return [_plain(cell) for cell in line.split("\t")]
    spaced = _SPACED.match(line)
    if spaced and not re.search(r"[。，,；](?!不计)", spaced[1].rstrip("）)")):
        return [_plain(spaced[1]), *spaced[2].split()]
    return None


def _row_lines(lines: list[tuple[int, str]], start: int) -> int:
    """The end of the run of table rows that starts at ``start``; ``start`` itself where there is none."""
    index = start
    while index < len(lines) and _split_row(lines[index][1]) is not None:
        index += 1
    if all("\t" in text and not text.strip() for _, text in lines[start:index]):
        return start
    return index


def _row(cells: list[str]) -> tuple[GridCell, ...]:
    return tuple(GridCell(text, col) for col, text in enumerate(cells))


def _cell_lines(lines: list[tuple[int, str]], start: int) -> int:
    """The end of a run of lines that each begin with a tab and hold one cell (as word processors export tables)."""
    if not _is_cell(lines[start][1]):
        return start
    index, cells = start, 0
    end = start
    while index < len(lines):
        text = lines[index][1]
        if _is_cell(text):
            cells += 1
            end = index + 1
        elif text.strip():
            before = lines[index - 1][1]
            if not before.strip() and "\t" not in before:
                break
            if len(text) > _WRAPPED:
                break
            end = index + 1  # the second line of a cell
        index += 1
    return end if cells >= 4 else start


def _is_cell(line: str) -> bool:
    return line.startswith("\t") and "\t" not in line[1:] and len(line) < 80


def _cells_by_line(lines: list[str]) -> Iterator[tuple[GridCell, ...]]:
    row: list[str] = []
    for line in lines:
        if line.startswith("\t"):
            row.append(_plain(line))
        elif line.strip() and row:
            row[-1] += "\n" + _plain(line)
        elif row:
            yield _row(row)
            row = []
    if row:
        yield _row(row)
