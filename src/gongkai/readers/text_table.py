"""Tables in plain text: tabs, pipes, wide gaps, label and figures set apart by blanks, a cell a line after a tab."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

__all__ = ["plain", "table_lines"]

_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+|mailto:[^<>\s]+)>")
_RULED_CELL = r"\s*(?::?-{2,}:?|:-+:?|-+:)\s*"
_RULE = re.compile(rf"\|?{_RULED_CELL}(?:\|{_RULED_CELL})*\|?$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LAST_FIGURE = re.compile(
    r"(?:^|\s)([-—/／－–〇○]+|[+-]?[\d０-９][\d０-９,.，．]*(?:件|万元)?(?:[（(][^（）()\s]{1,20}[）)])?)$"
)
_GAP = re.compile(r"[^\S\u3000]{2,}|\u3000\s*|\t")
_IN_PARENS = re.compile(r"[（(][^（）()]*[）)]")
_CLAUSE = re.compile(r"[，。；：,;]")
_SPACE_AFTER_NUMBER = re.compile(
    r"^([（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]?|第[一二三四五六七八九十]{1,3}(?:[条章节]|部分))\s+"
)
_FEWEST = 3
"""So many figures at the end of a line make it a row, whatever stands before them."""
_TABLE_4 = 10
"""So many dashes are a row without figures, fewer are an ornament or a page number."""
_LONGEST_LABEL = 60
_LONGEST_CELL = 80
_LONGEST_ROW = 2_000
"""A line longer than this is prose: fifteen columns of padding come to some five hundred."""
_SECOND_LINE = 20
"""The second line of a cell that is a line of its own is no longer than this."""
_LONGEST_MARKED = 20_000
_MOST_HEADERS = 6
_FEWEST_CELLS = 4


def plain(line: str) -> str:
    """The text of a line without Markdown's emphasis and automatic links."""
    text = line.strip().strip("\ufeff")
    if ("*" in text or "_" in text) and len(text) <= _LONGEST_MARKED:
        text = _EMPHASIS.sub(r"\2", text)
    return _AUTOLINK.sub(r"\1", text) if "<" in text else text


def table_lines(lines: Sequence[str], start: int) -> tuple[int, list[list[str]]]:
    """The end of the table that begins at line ``start``, and the cells of its rows.

    Where there is no table the end is ``start``. A table of rules alone has no rows.
    """
    end = _cell_lines(lines, start)
    if end > start:
        return end, list(_cells_by_line(lines[start:end]))
    return _row_lines(lines, start)


def _row_lines(lines: Sequence[str], start: int) -> tuple[int, list[list[str]]]:
    """The run of lines each of which is a row, headers of words only among them where figures follow."""
    rows: list[list[str]] = []
    index, headers = start, 0
    while index < len(lines) and headers <= _MOST_HEADERS:
        cells = _split_row(lines[index])
        headers = headers + 1 if cells is None else 0
        if cells is None and (cells := _spaced_header(lines[index])) is None:
            headers -= 1
            break
        rows.append(cells)
        index += 1
    index, rows = index - headers, rows[: len(rows) - headers]
    if all("\t" in text and not text.strip() for text in lines[start:index]):
        return start, []
    return index, [cells for cells in rows if cells]


@lru_cache(maxsize=4 * _MOST_HEADERS)
def _split_row(line: str) -> list[str] | None:
    """The cells of a table's row, or None for a line of prose; an empty list for Markdown's rule."""
    if _is_piped(line):
        if _RULE.match(line.strip()):
            return []
        return [plain(_BREAK.sub("\n", cell)) for cell in line.strip().strip("|").split("|")]
    if "\t" in line.strip("\t ") or ("\t" in line and not line.strip()) or _ends_blank(line):
        return [plain(cell) for cell in line.split("\t")]
    return _spaced_row(line)


def _ends_blank(line: str) -> bool:
    """True for a label with nothing but empty cells after it."""
    label = line.rstrip("\t ")
    return line.count("\t", len(label)) >= 2 and len(label) <= _LONGEST_LABEL and not _is_prose(label)


def _is_piped(line: str) -> bool:
    """True for a row of cells between pipes, with or without one at the ends; one pipe alone needs room around it."""
    pipes = line.count("|") if len(line) <= _LONGEST_ROW else 0
    if pipes >= 2 and line.lstrip().startswith("|"):
        return True
    if not pipes or "。" in line:
        return False
    return pipes >= 2 or _RULE.match(line.strip()) is not None or (len(line) <= _LONGEST_LABEL and not _is_prose(line))


def _spaced_row(line: str) -> list[str] | None:
    """The cells of a row of label and figures that only blanks set apart; None for a line that is none."""
    figures: list[str] = []
    rest, gap = line.strip(), ""
    while len(rest) <= _LONGEST_ROW and (match := _LAST_FIGURE.search(rest)):
        figures.append(match[1])
        before = rest[: match.start(1)]
        rest = before.rstrip()
        gap = before[len(rest) :]
    if not figures or len(rest) > 2 * _LONGEST_LABEL:
        return None
    if not rest:
        return figures[::-1] if sum(f[-1].isdigit() for f in figures) >= _FEWEST or len(figures) >= _TABLE_4 else None
    if len(figures) == 1 and not _GAP.search(gap):
        return None
    labels = [plain(label) for label in _GAP.split(rest)]
    if len(figures) < _FEWEST and (any(map(_is_prose, labels)) or len(rest) > _LONGEST_LABEL):
        return None
    return [*labels, *figures[::-1]]


def _is_prose(label: str) -> bool:
    return bool(_CLAUSE.search(_IN_PARENS.sub("", label)))


@lru_cache(maxsize=4 * _MOST_HEADERS)
def _spaced_header(line: str) -> list[str] | None:
    """The cells of a line of short words set apart by wide gaps, which is a table's header where figures follow."""
    if len(line) > _LONGEST_ROW:
        return None
    cells = [plain(cell) for cell in _GAP.split(_SPACE_AFTER_NUMBER.sub(r"\1", line.strip()))]
    if len(cells) < 2 or any(len(cell) > _LONGEST_LABEL or _is_prose(cell) for cell in cells):
        return None
    return cells


def _cell_lines(lines: Sequence[str], start: int) -> int:
    """The end of a run of lines that each begin with a tab and hold one cell (as word processors export tables)."""
    if not _is_cell(lines[start]):
        return start
    index = end = start
    cells = 0
    while index < len(lines):
        text = lines[index]
        if _is_cell(text):
            cells += 1
            end = index + 1
        elif text.strip():
            before = lines[index - 1]
            if (not before.strip() and "\t" not in before) or len(text) > _SECOND_LINE:
                break
            end = index + 1
        index += 1
    return end if cells >= _FEWEST_CELLS else start


def _is_cell(line: str) -> bool:
    return line.startswith("\t") and "\t" not in line[1:] and len(line) < _LONGEST_CELL


def _cells_by_line(lines: Sequence[str]) -> Iterator[list[str]]:
    row: list[str] = []
    for line in lines:
        if line.startswith("\t"):
            row.append(plain(line))
        elif line.strip() and row:
            row[-1] += "\n" + plain(line)
        elif row:
            yield row
            row = []
    if row:
        yield row
