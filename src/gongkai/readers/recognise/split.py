"""A line of a table → its label cells and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.value import Figure, figure, is_figure
from gongkai.readers.recognise.vocabulary import look_up
from gongkai.report.cell import State

__all__ = ["Split", "split"]

_SHOWN = 20
_WIDTHS = {"table2": 3, "table3": 7, "table4": 15}
"""The most figures that a row of each table has."""


@dataclass(frozen=True, slots=True)
class Split:
    """The labels of a line that hold something, its figures, and the grid columns each figure takes."""

    labels: tuple[str, ...]
    figures: tuple[Figure, ...]
    spans: tuple[int, ...]

    @property
    def filled(self) -> bool:
        """True when a cell of figures holds anything."""
        return any(f.raw for f in self.figures)


def split(line: Line, table: str) -> Split:
    """The line taken apart.

    A cell that holds words among the figures is a figure without a value; blanks between label and figures are left
    with the figures.
    """
    return _split(line.cells, line.spans, line.exact, table)


@lru_cache(maxsize=1024)
def _split(cells: tuple[str, ...], spans: tuple[int, ...], exact: bool, table: str) -> Split:
    first = next((i for i, c in enumerate(cells) if c.strip() and is_figure(c)), len(cells))
    named = [i for i, c in enumerate(cells) if c.strip() and not is_figure(c) and _names_row(c, table)]
    end = named[-1] + 1 if named else first
    labels = tuple(c for c in cells[:end] if c.strip() and not (is_figure(c) and named))
    if not named and first == len(cells):
        return Split(tuple(c for c in cells if c.strip()), (), ())
    values = cells[end:]
    taken = spans[end:] if len(spans) == len(cells) else (1,) * len(values)
    if len(values) < _WIDTHS[table] and (several := _taken_apart(values, exact=exact)):
        return Split(labels, tuple(several), (1,) * len(several))
    return Split(labels, tuple(map(_read, values)), taken)


def _names_row(cell: str, table: str) -> bool:
    return any(w.kind == "row" for w in look_up(cell, table))


def _read(text: str) -> Figure:
    found = figure(text)
    if found is None:
        found = Figure(None, text.strip(), State.BLANK, f"单元格里是“{text.strip()[:_SHOWN]}”，不是数字")
    return found


def _taken_apart(values: tuple[str, ...], *, exact: bool) -> list[Figure] | None:
    """The figures where one cell holds several of them: any cell of a line of text, the only cell of a ruled row."""
    if exact and sum(bool(text.strip()) for text in values) != 1:
        return None
    parts = [text.split() or [text] for text in values]
    if all(len(p) == 1 for p in parts) or not all(is_figure(t) for p in parts if len(p) > 1 for t in p):
        return None
    return [_read(text) for p in parts for text in p]
