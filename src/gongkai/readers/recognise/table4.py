"""Table 4, 行政复议、行政诉讼情况: one row of fifteen figures, or a row a group where the source is turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.readers.recognise.found import Rows
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.placing import NO_ROW, NO_TABLE, agreed, completions, missing, off, straight, trimmed
from gongkai.readers.recognise.rows import rows_of
from gongkai.readers.recognise.split import split
from gongkai.readers.recognise.value import Figure, figure, is_figure
from gongkai.readers.recognise.vocabulary import look_up
from gongkai.report.cell import Cell, Place, State
from gongkai.report.format import Format
from gongkai.report.model import RowFound, Table

__all__ = ["table4"]

_NEARLY_ALL = 13
"""A line of so many figures is the data row, others are not; shorter lines are pieces of it."""
_MOST_OFF = 2
_BY = "各组合计"


@dataclass(frozen=True, slots=True)
class _Data:
    """Figures of the data row; ``others`` are the lines of figures beside it."""

    figures: list[Figure]
    place: Place
    exact: bool
    others: tuple[str, ...] = ()


def table4(lines: Sequence[Line], spec: Format) -> Table:
    """Table 4 in the format given; every cell is missing where it is not there."""
    columns, groups = tuple(spec.table4_columns), tuple(spec.table4_groups)
    width = len(groups) * len(columns)
    headers = tuple("".join(c.split()) for line in lines for c in line.cells if c.strip() and not is_figure(c))
    turned = rows_of("table4", lines, dict.fromkeys(groups, len(columns)), groups)
    if sum(0 < _filled(got.figures) <= len(columns) + _MOST_OFF for got in turned.rows.values()) > 1:
        return _turned(turned, groups, columns, headers)
    if by_outcome := _outcomes(lines, columns):
        return _by_outcome(by_outcome, groups, columns, headers)
    data = _data(lines, width)
    if data is None:
        cells = missing(width, NO_ROW if headers else NO_TABLE)
    elif len(data.figures) == width:
        cells = straight(data.figures, data.place)
    elif len(data.figures) >= width - 1 and all(f.value == 0 for f in data.figures):
        why = f"{off(len(data.figures), width)}，各数均为0，推定为0"
        cells = [Cell(0, "", State.INFERRED, why, data.place)] * width
    else:
        ways = completions(data.figures, width, len(columns))
        cells = agreed(ways, data.figures, width, data.place, _BY)
    rows = {g: dict(zip(columns, cells[i * len(columns) :], strict=False)) for i, g in enumerate(groups)}
    facts = {"data": RowFound("data", "", len(data.figures), width, data.place)} if data else {}
    return Table("table4", rows, facts, headers, data.others if data else (), present=data is not None)


def _turned(found: Rows, groups: tuple[str, ...], columns: tuple[str, ...], headers: tuple[str, ...]) -> Table:
    rows: dict[str, dict[str, Cell]] = {}
    facts: dict[str, RowFound] = {}
    width = len(columns)
    for group in groups:
        cells = missing(width, NO_ROW)
        if got := found.rows.get(group):
            figures = trimmed(got.figures, width, exact=got.exact)
            facts[group] = got.fact(len(figures), width)
            if len(figures) == width:
                cells = straight(figures, got.place, got.why)
            else:
                cells = agreed(completions(figures, width, width), figures, width, got.place, _BY)
        rows[group] = dict(zip(columns, cells, strict=True))
    return Table("table4", rows, facts, headers, found.others)


def _outcomes(lines: Sequence[Line], columns: tuple[str, ...]) -> dict[str, _Data]:
    """The rows of a table that has the outcomes down its side, by outcome; empty where it has not."""
    found: dict[str, _Data] = {}
    for line in lines:
        parts = split(line, "table4")
        names = [w.id for label in parts.labels for w in look_up(label, "table4") if w.kind == "column"]
        if len(names) == 1 and parts.filled:
            found.setdefault(names[0], _Data(list(parts.figures), line.place, line.exact))
    return found if len(found) >= len(columns) - 1 else {}


def _by_outcome(
    outcomes: dict[str, _Data], groups: tuple[str, ...], columns: tuple[str, ...], headers: tuple[str, ...]
) -> Table:
    rows: dict[str, dict[str, Cell]] = {group: {} for group in groups}
    facts: dict[str, RowFound] = {}
    for column in columns:
        data = outcomes.get(column)
        figures = trimmed(data.figures, len(groups), exact=data.exact) if data else []
        if data and len(figures) == len(groups):
            cells = straight(figures, data.place)
        else:
            why = f"{off(len(figures), len(groups))}，无法确定各在哪一格" if data else NO_ROW
            cells = missing(len(groups), why, data.place if data else None)
        if data:
            facts[column] = RowFound(column, "", len(figures), len(groups), data.place)
        for group, cell in zip(groups, cells, strict=True):
            rows[group][column] = cell
    return Table("table4", rows, facts, headers)


def _filled(figures: Sequence[Figure]) -> int:
    return sum(bool(f.raw) for f in figures)


def _data(lines: Sequence[Line], width: int) -> _Data | None:
    """The figures of the data row: the one line that has nearly all, else all lines together. None without any."""
    rows = [(line, figures) for line in lines if (figures := _figures(line))]
    if not rows:
        return None
    whole = [(line, figures) for line, figures in rows if _count(line, figures) >= _NEARLY_ALL]
    if whole:
        line, figures = whole[0]
        others = tuple(other.text for other, _ in rows if other is not line)
        return _Data(trimmed(figures, width, exact=line.exact), line.place, line.exact, others)
    filled = [f for line, figures in rows for f in figures if f.raw or (line.exact and _count(line, figures))]
    return _Data(filled, rows[0][0].place, exact=False) if filled else None


def _count(line: Line, figures: list[Figure]) -> int:
    """How many figures a line holds; blanks count in a ruled row that is all blank."""
    count = _filled(figures)
    return len(figures) if line.exact and not count else count


def _figures(line: Line) -> list[Figure]:
    """The figures of a line of data, which may have one label before them; none for a header."""
    cells = list(line.cells)
    first = next((i for i, c in enumerate(cells) if c.strip()), 0)
    if cells and cells[first].strip() and not is_figure(cells[first]):
        if look_up(cells[first], "table4"):
            return []
        cells = cells[first + 1 :]
    read = [figure(cell) for cell in cells]
    figures = [f for f in read if f is not None]
    if len(figures) < len(read) or not (any(f.raw for f in figures) or (line.exact and len(figures) >= _NEARLY_ALL)):
        return []
    return figures
