"""Tables of many figures without ruling lines: columns are where figures stand over one another, rows are their lines.

Labels stand left of the figures, wrapped, a label of several rows beside those of single rows; they are put together by
the numbers they begin with and by their left edges.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.readers.layout_lines import Chunk, Line, chunks_of
from gongkai.readers.layout_split import FIGURE
from gongkai.readers.outline import Grid, GridCell

__all__ = ["Run", "figure_runs"]

_FEWEST_FIGURES = 5
"""Figures in a row that is taken for one of such a table; those of two columns or three need no columns found."""
_ALONE = 12
"""Figures in a row that needs no other beside it to be a table."""
_MOST_HEADER = 10  # lines
# In sizes of the text:
_PIECE_GAP = 0.2  # columns set tight stand nearer than in other text, within a word or a number nothing does
_ROW_GAP = 3.2  # rows of a table stand no further apart
_WRAPPED = 2.0  # lines of one label stand no further apart
_BESIDE = 0.9  # the first line of a label stands half a line above its row
_TWO_LABELS = 0.6  # labels side by side stand further apart, set tight only where one begins an edge
_EDGE = 0.8  # left edges of one column differ by less: an opening bracket hangs over

_BEGINS = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、]")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
_PROSE = ("。", "；", "：")


@dataclass(frozen=True, slots=True)
class Run:
    """The lines ``start`` to ``end`` (not included) are a table, whose rows these are."""

    start: int
    end: int
    rows: tuple[tuple[GridCell, ...], ...]

    def grid(self, page: int) -> Grid:
        """The table as a grid on that page."""
        return Grid(self.rows, page, exact=False)


@dataclass(slots=True)
class _Label:
    """A label put together from its lines, and where it stands."""

    text: str
    x0: float
    x1: float
    top: float
    foot: float


@dataclass(slots=True)
class _Row:
    """The figures of a line, one for each column that has any."""

    middle: float
    figures: dict[int, str]
    labels: list[_Label] = field(default_factory=list)


def figure_runs(lines: Sequence[Line]) -> Iterator[Run]:
    """The tables with rows of five figures and more among the lines of a page, from top to bottom."""
    found = {k: figures for k, line in enumerate(lines) if (figures := _figures(line))}
    after = 0
    while (first := min((k for k in found if k >= after), default=None)) is not None:
        run, after = _run(lines, found, first, after)
        if run is not None:
            yield run


def _figures(line: Line) -> list[Chunk]:
    """The figures at the end of the line, when there are enough."""
    if len(line.chunks) < 2 and line.text.count(" ") < _FEWEST_FIGURES - 1:
        return []
    chunks = chunks_of(line, _PIECE_GAP)
    first = len(chunks)
    while first and FIGURE.fullmatch(chunks[first - 1].text):
        first -= 1
    return chunks[first:] if len(chunks) - first >= _FEWEST_FIGURES else []


def _run(lines: Sequence[Line], found: dict[int, list[Chunk]], first: int, after: int) -> tuple[Run | None, int]:
    """The table whose first row of figures is this line, and the line from which the next may begin."""
    columns = found[first]
    rows, end, k = [first], first + 1, first + 1
    while k < len(lines) and lines[k].middle - lines[k - 1].middle <= _ROW_GAP * lines[k].size:
        if k in found:
            wider = _with(columns, found[k])
            if wider is None:
                break
            columns, end = wider, k + 1
            rows.append(k)
        elif not _inside(lines, k, columns, rows[-1]):
            break
        k += 1
    if len(rows) < 2 and len(columns) < _ALONE and not _BEGINS.match(lines[first].text):
        return None, first + 1
    while end < k and not _BEGINS.match(lines[end].text):  # the last label goes on
        end += 1
    start = _header(lines, columns, first, after)
    return Run(start, end, tuple(_rows(lines[start:end], columns, {r - start: found[r] for r in rows}))), end


def _with(columns: list[Chunk], figures: list[Chunk]) -> list[Chunk] | None:
    """The columns with these figures in them; None where the figures stand in other columns."""
    wider = list(columns)
    used: set[int] = set()
    fresh: list[Chunk] = []
    for chunk in figures:
        met = [i for i, column in enumerate(columns) if chunk.x0 < column.x1 and column.x0 < chunk.x1]
        if not met:
            fresh.append(chunk)
        elif len(met) > 1 or met[0] in used:
            return None
        else:
            used.add(met[0])
            column = wider[met[0]]
            wider[met[0]] = Chunk("", min(column.x0, chunk.x0), max(column.x1, chunk.x1))
    if len(used) * 2 <= len(figures):
        return None
    wider = sorted([*wider, *fresh], key=lambda column: column.x0)
    return wider if all(a.x1 <= b.x0 for a, b in itertools.pairwise(wider)) else None


def _inside(lines: Sequence[Line], k: int, columns: Sequence[Chunk], row: int) -> bool:
    """Whether a line between rows holds labels, or the ends of figures broken in the row above, and nothing else."""
    line = lines[k]
    pieces = chunks_of(line, _PIECE_GAP)
    figures = [chunk for chunk in pieces if chunk.x1 > columns[0].x0 + line.size / 2]
    if not figures:
        return True
    if k > row + 1 or line.middle - lines[row].middle > _WRAPPED * line.size or _BEGINS.match(line.text):
        return False
    above = {_column(chunk, columns): chunk.text for chunk in _figures(lines[row])}
    broken = [above.get(_column(chunk, columns), "") for chunk in figures]
    return all(chunk.text.isdecimal() for chunk in figures) and all(len(t) > 2 and t.isdecimal() for t in broken)


def _header(lines: Sequence[Line], columns: Sequence[Chunk], first: int, after: int) -> int:
    """The line with which the header above the first row begins."""
    left, right = lines[first].x0, columns[-1].x1
    start = first
    while start > after and first - start < _MOST_HEADER:
        line = lines[start - 1]
        if lines[start].middle - line.middle > _ROW_GAP * line.size or line.text.endswith(_PROSE):
            break
        pieces = chunks_of(line, _PIECE_GAP)
        wide = line.x1 - line.x0 > 0.6 * (right - left)
        if len(pieces) == 1 and (wide or _BEGINS.match(line.text)) and not _is_label(line, lines[start], columns):
            break
        start -= 1
    return start


def _is_label(line: Line, below: Line, columns: Sequence[Chunk]) -> bool:
    """Whether a line above the first row begins the label of that row, and is no heading."""
    if line.x1 > columns[0].x0 + line.size / 2 or line.x0 > columns[0].x0 - line.size:
        return False
    return not _HEADING.match(line.text) or below.middle - line.middle < _BESIDE * line.size


def _column(chunk: Chunk, columns: Sequence[Chunk]) -> int:
    """The column over or under which the piece stands; -1 when there are several or none."""
    met = [i for i, column in enumerate(columns) if chunk.x0 < column.x1 and column.x0 < chunk.x1]
    return met[0] if len(met) == 1 else -1


def _rows(
    lines: Sequence[Line], columns: Sequence[Chunk], found: dict[int, list[Chunk]]
) -> Iterator[tuple[GridCell, ...]]:
    """The rows of the table: those of its header, then figures with their labels and labels that stand alone."""
    left = columns[0].x0
    header: dict[int, str] = {}
    labels: list[_Label] = []
    rows: list[_Row] = []
    pieced = [chunks_of(line, _PIECE_GAP) for line in lines]
    edges = [piece.x0 for pieces in pieced for k, piece in enumerate(pieces) if not k or _BEGINS.match(piece.text)]
    for k, line in enumerate(lines):
        pieces = pieced[k]
        if k in found:
            pieces = pieces[: len(pieces) - len(found[k])]
            rows.append(_Row(line.middle, {_column(chunk, columns): chunk.text for chunk in found[k]}))
        over = [chunk for chunk in pieces if chunk.x1 > left + line.size / 2 and (chunk.x0 >= left - line.size / 2)]
        _add_labels(labels, line, [chunk for chunk in pieces if chunk not in over], edges)
        wide = []
        for chunk in over:
            column = _column(chunk, columns)
            if rows and column >= 0:
                rows[-1].figures[column] = "\n".join(filter(None, (rows[-1].figures.get(column), chunk.text)))
            elif column >= 0:
                header[column] = "\n".join(filter(None, (header.get(column), chunk.text)))
            else:
                wide.append(chunk.text)
        if wide:
            yield _cells(wide)
    if header:
        yield _cells([header[column] for column in sorted(header)])
    alone = [label for label in labels if not _given(label, rows, lines[0].size)]
    parts: list[_Label | _Row] = [*alone, *rows]
    for part in sorted(parts, key=lambda part: part.middle if isinstance(part, _Row) else part.top):
        if isinstance(part, _Label):
            yield _cells([part.text])
        else:
            names = [label.text for label in sorted(part.labels, key=lambda label: label.x0)]
            yield _cells([*names, *(part.figures.get(column, "") for column in range(len(columns)))])


def _cells(texts: Sequence[str]) -> tuple[GridCell, ...]:
    return tuple(GridCell(text, col) for col, text in enumerate(texts))


def _add_labels(labels: list[_Label], line: Line, pieces: Sequence[Chunk], edges: Sequence[float]) -> None:
    """Put the pieces of a line to the labels that they go on with, or begin new ones."""
    size = line.size
    whole: list[Chunk] = []
    for piece in pieces:
        edge = _BEGINS.match(piece.text) or any(abs(piece.x0 - x0) < _EDGE * size for x0 in edges)
        if whole and not edge and piece.x0 - whole[-1].x1 < _TWO_LABELS * size:
            whole[-1] = Chunk(whole[-1].text + piece.text, whole[-1].x0, piece.x1)
        else:
            whole.append(piece)
    for piece in whole:
        above = [
            label
            for label in labels
            if line.middle - label.foot < _WRAPPED * size
            and label.foot < line.middle
            and (label.x0 < piece.x1 and piece.x0 < label.x1)
        ]
        if above and not _BEGINS.match(piece.text):
            label = min(above, key=lambda label: min(abs(label.x0 - piece.x0), abs(label.x1 - piece.x1)))
            label.text += "\n" + piece.text
            label.x0, label.x1, label.foot = min(label.x0, piece.x0), max(label.x1, piece.x1), line.middle
        else:
            labels.append(_Label(piece.text, piece.x0, piece.x1, line.middle, line.middle))


def _given(label: _Label, rows: Sequence[_Row], size: float) -> bool:
    """Whether the label stands beside a row, which then has it: the first of those it stands beside."""
    for row in rows:
        if label.top - size / 2 <= row.middle <= label.foot + size / 2:
            row.labels.append(label)
            return True
    return False
