"""The statutory tables as print has them: rows of cells with their spans, the same for every writer.

Source: 国办公开办函〔2021〕30号 and 〔2019〕60号, whose forms have merged cells; the geometry is derived from the
format's data, nothing of it is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gongkai.report.cell import Cell, State
from gongkai.report.format import Format, Group, Row
from gongkai.report.model import Table

__all__ = ["WIDTH_MM", "Role", "Shape", "ShapeCell", "cell_text", "figure_points", "table_shape"]

WIDTH_MM = 156.0
"""Width of the type area of GB/T 9704, which every table fills."""

_TABLE3_LABELS = 3
_INSET_MM = 1.2
"""What the writers leave free at both sides of a cell together."""
_DIGIT_EM = 0.56
"""Width of a digit in the widest of the fonts used, in sizes of the font."""


class Role(StrEnum):
    """What a cell of a form is. ``CAPTION`` is a row of its own that names the block of rows under it."""

    CAPTION = "caption"
    NOTE = "note"
    HEADER = "header"
    GROUP = "group"
    LABEL = "label"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class ShapeCell:
    """A cell, once, in its first row; ``col`` counts grid columns from 0.

    ``figure`` is the row id and the column id of a figure, None for the words of the form; ``text`` is what is
    printed.
    """

    text: str
    col: int
    role: Role
    colspan: int = 1
    rowspan: int = 1
    figure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A table to print. ``widths`` are those of the grid columns in millimetres, together ``WIDTH_MM``.

    ``header_rows`` is the number of rows at the top that name the columns; ``name`` says what the table holds.
    """

    table: str
    name: str
    widths: tuple[float, ...]
    header_rows: int
    rows: tuple[tuple[ShapeCell, ...], ...]

    def figures(self) -> Iterator[tuple[int, ShapeCell]]:
        """Every cell of figures with the number of its row from 0."""
        for number, row in enumerate(self.rows):
            for cell in row:
                if cell.role is Role.FIGURE:
                    yield number, cell


def cell_text(cell: Cell | None) -> str:
    """What is printed for a figure: the source's own words where it has any, else the number; blank for no figure."""
    if cell is None:
        return ""
    raw = cell.raw.strip()
    if raw or cell.value is None:
        return raw
    return format(cell.value, "f") if not isinstance(cell.value, int) else str(cell.value)


def figure_points(shape: Shape, cell: ShapeCell, points: float) -> float:
    """The size in points, at most ``points``, in which a number stands on one line of its cell: numbers never break."""
    if cell.role is not Role.FIGURE or not cell.text.isascii() or not cell.text:
        return points
    room = sum(shape.widths[cell.col : cell.col + cell.colspan]) - _INSET_MM
    return min(points, room * 72 / 25.4 / (len(cell.text) * _DIGIT_EM))


def table_shape(spec: Format, table_id: str, table: Table | None = None) -> Shape:
    """The form of ``table2``, ``table3`` or ``table4`` with the figures of ``table``, blank without one.

    A row that the source of ``table`` does not have (each of its cells ``missing``) is left out: a writer does not
    mend what it was given. Raises KeyError for another id.
    """
    return {"table2": _table2, "table3": _table3, "table4": _table4}[table_id](spec, table)


def _stands(table: Table | None, row_id: str) -> bool:
    cells = table.rows.get(row_id, {}).values() if table else ()
    return not cells or any(cell.state is not State.MISSING for cell in cells)


def _figure(table: Table | None, row: str, column: str, col: int, colspan: int = 1) -> ShapeCell:
    text = cell_text(table.rows.get(row, {}).get(column)) if table else ""
    return ShapeCell(text, col, Role.FIGURE, colspan, figure=(row, column))


def _shares(columns: Iterable[str], total: int) -> list[tuple[str, int, int]]:
    """Columns laid over ``total`` grid columns, each with its first and its span; the last takes what is left."""
    names = list(columns)
    last = len(names) - 1
    return [(name, i, total - last if i == last else 1) for i, name in enumerate(names)]


def _table2(spec: Format, table: Table | None) -> Shape:
    wide = max(len(group.columns) for group in spec.table2)
    rows: list[tuple[ShapeCell, ...]] = []
    for group in spec.table2:
        rows.extend(_group_rows(spec, group, table, wide))
    return Shape("table2", spec.section("proactive").name, (WIDTH_MM / (wide + 1),) * (wide + 1), 0, tuple(rows))


def _group_rows(spec: Format, group: Group, table: Table | None, wide: int) -> Iterator[tuple[ShapeCell, ...]]:
    rows = [row for row in group.rows if _stands(table, row)]
    if not rows:
        return
    yield (ShapeCell(group.caption, 0, Role.CAPTION, wide + 1),)
    shares = _shares(group.columns, wide)
    lead = ShapeCell(spec.table2_lead, 0, Role.HEADER)
    yield lead, *(ShapeCell(group.columns[c], at + 1, Role.HEADER, span) for c, at, span in shares)
    for row in rows:
        label = ShapeCell(group.rows[row], 0, Role.LABEL)
        yield label, *(_figure(table, row, c, at + 1, span) for c, at, span in shares)


def _table3_header(spec: Format) -> Iterator[tuple[ShapeCell, ...]]:
    words, columns = spec.table3_words, list(spec.table3_columns.items())
    (_, person), organisations, (_, total) = columns[0], columns[1:-1], columns[-1]
    first = _TABLE3_LABELS
    yield (
        ShapeCell(words["note"], 0, Role.NOTE, first, 3),
        ShapeCell(words["applicants"], first, Role.HEADER, len(columns)),
    )
    yield (
        ShapeCell(person, first, Role.HEADER, rowspan=2),
        ShapeCell(words["organisations"], first + 1, Role.HEADER, len(organisations)),
        ShapeCell(total, first + len(columns) - 1, Role.HEADER, rowspan=2),
    )
    yield tuple(ShapeCell(label, first + 1 + i, Role.HEADER) for i, (_, label) in enumerate(organisations))


def _table3(spec: Format, table: Table | None) -> Shape:
    rows = list(_table3_header(spec))
    standing = [row for row in spec.table3_rows if _stands(table, row.id)]
    results = [row for row in standing if row.id in spec.results or row.id == "concluded"]
    named: set[str] = set()
    for row in standing:
        labels = list(_table3_labels(spec, row, results, named))
        figures = (_figure(table, row.id, c, _TABLE3_LABELS + i) for i, c in enumerate(spec.table3_columns))
        rows.append((*labels, *figures))
    widths = (10.0, 20.0, 51.0, 12.5, 10.0, 10.0, 10.0, 10.0, 10.0, 12.5)
    return Shape("table3", spec.section("requests").name, widths, 3, tuple(rows))


def _table3_labels(spec: Format, row: Row, results: list[Row], named: set[str]) -> Iterator[ShapeCell]:
    """The label cells of a row; what spans several rows stands in the first of them only (``named`` so far)."""
    if row not in results:
        yield ShapeCell(row.label, 0, Role.LABEL, _TABLE3_LABELS)
        return
    if row is results[0]:
        yield ShapeCell(spec.table3_words["results"], 0, Role.GROUP, rowspan=len(results))
    if row.group is None:
        yield ShapeCell(row.label, 1, Role.LABEL, _TABLE3_LABELS - 1)
        return
    if row.group not in named:
        named.add(row.group)
        yield ShapeCell(row.group, 1, Role.GROUP, rowspan=sum(other.group == row.group for other in results))
    yield ShapeCell(row.label, 2, Role.LABEL)


def _table4(spec: Format, table: Table | None) -> Shape:
    labels, groups = list(spec.table4_columns.values()), list(spec.table4_groups.items())
    wide = len(labels)
    review, lawsuits = groups[0], groups[1:]
    rows = (
        (
            ShapeCell(review[1], 0, Role.HEADER, wide),
            ShapeCell(spec.table4_lawsuits, wide, Role.HEADER, wide * len(lawsuits)),
        ),
        (
            *(ShapeCell(label, i, Role.HEADER, rowspan=2) for i, label in enumerate(labels)),
            *(ShapeCell(label, wide * (i + 1), Role.HEADER, wide) for i, (_, label) in enumerate(lawsuits)),
        ),
        tuple(
            ShapeCell(label, wide * g + i, Role.HEADER) for g in range(1, len(groups)) for i, label in enumerate(labels)
        ),
        tuple(
            _figure(table, group, column, wide * g + i)
            for g, (group, _) in enumerate(groups)
            for i, column in enumerate(spec.table4_columns)
        ),
    )
    columns = wide * len(groups)
    return Shape("table4", spec.section("remedies").name, (WIDTH_MM / columns,) * columns, 3, rows)
