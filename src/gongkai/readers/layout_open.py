"""Tables without ruling lines: rows are lines of text, cells are what wide gaps leave apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.readers.layout_columns import figure_runs
from gongkai.readers.layout_lines import Chunk, Line
from gongkai.readers.outline import Grid, GridCell

__all__ = ["open_tables"]

_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
_FEWEST_FIELDS = 6
"""Cells in rows of two or more; fewer are a signature block or a line of addresses."""
_ROW_GAP = 3.2  # in sizes of the text: rows of a table stand no further apart
_BESIDE = 0.9  # in sizes: a wrapped label stands half a line above and below the figures of its row


def open_tables(lines: Sequence[Line], page: int) -> Iterator[Line | Grid]:
    """The lines in order, with those that make a table replaced by its grid (``exact`` is False)."""
    done = 0
    for run in figure_runs(lines):
        yield from _by_rows(lines[done : run.start], page)
        yield run.grid(page)
        done = run.end
    yield from _by_rows(lines[done:], page)


def _by_rows(lines: Sequence[Line], page: int) -> Iterator[Line | Grid]:
    """Tables of any columns: rows that stand under one another."""
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end > at:
            yield _grid(lines[at:end], page)
            at = end
        else:
            yield lines[at]
            at += 1


def _end(lines: Sequence[Line], start: int) -> int:
    """Where the table ends that begins with this line; ``start`` when none does."""
    if len(lines[start].chunks) < 2:
        return start
    last = row = lines[start]
    rows, fields, end = 1, len(row.chunks), start + 1
    for k in range(start + 1, len(lines)):
        line = lines[k]
        if line.middle - last.middle > _ROW_GAP * max(line.size, last.size):
            break
        if len(line.chunks) > 1:
            if not _aligned(row.chunks, line.chunks):
                break
            row, end = line, k + 1
            rows += 1
            fields += len(line.chunks)
        elif not _belongs(lines, k, row):
            break
        last = line
    return end if rows > 1 and fields >= _FEWEST_FIELDS else start


def _belongs(lines: Sequence[Line], k: int, row: Line) -> bool:
    """A line of one piece inside a table: a caption, or part of a label that is wrapped."""
    line = lines[k]
    beside = k + 1 < len(lines) and abs(lines[k + 1].middle - line.middle) < _BESIDE * line.size
    if _HEADING.match(line.text) and not beside:
        return False
    widest = max(row.chunks[-1].x1 - row.x0, 1.0)
    return line.x1 <= row.x1 + line.size and line.x1 - line.x0 < 0.6 * widest


def _aligned(above: Sequence[Chunk], below: Sequence[Chunk]) -> bool:
    """Whether most pieces of the shorter row stand over or under one of the other."""
    few, many = sorted((above, below), key=len)
    met = sum(any(a.x0 <= b.x1 and b.x0 <= a.x1 for b in many) for a in few)
    return met * 3 >= len(few) * 2


def _grid(lines: Sequence[Line], page: int) -> Grid:
    rows: list[list[Chunk]] = []
    middles: list[float] = []
    for line in lines:
        pieces = list(line.chunks)
        if rows and line.middle - middles[-1] < _BESIDE * line.size and min(len(pieces), len(rows[-1])) == 1:
            _merge(rows[-1], pieces)
        else:
            rows.append(pieces)
        middles.append(line.middle)
    cells = (tuple(GridCell(piece.text, col) for col, piece in enumerate(row)) for row in rows)
    return Grid(tuple(cells), page, exact=False)


def _merge(row: list[Chunk], pieces: list[Chunk]) -> None:
    """Put what stands half a line lower into the row: under the piece above it, or beside it."""
    for piece in pieces:
        for k, held in enumerate(row):
            if held.x0 < piece.x1 and piece.x0 < held.x1:
                row[k] = Chunk(f"{held.text}\n{piece.text}", min(held.x0, piece.x0), max(held.x1, piece.x1))
                break
        else:
            row.append(piece)
    row.sort(key=lambda piece: piece.x0)
