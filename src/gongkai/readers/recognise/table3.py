"""Table 3, 收到和处理政府信息公开申请情况, from the rows found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.readers.recognise.columns import Equation, Values, contradicted, narrowed
from gongkai.readers.recognise.found import Rows
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.placing import (
    NO_ROW,
    NO_TABLE,
    agreed,
    completions,
    is_padded,
    missing,
    spread,
    straight,
    trimmed,
)
from gongkai.readers.recognise.rows import rows_of
from gongkai.readers.recognise.value import Figure
from gongkai.report.cell import Cell
from gongkai.report.format import Format
from gongkai.report.model import Table

__all__ = ["table3"]


def table3(lines: Sequence[Line], spec: Format) -> Table:
    """Table 3, 收到和处理政府信息公开申请情况; rows that the format lacks are not in it."""
    columns = tuple(spec.table3_columns)
    width = len(columns)
    order = tuple(row.id for row in spec.table3_rows)
    found = rows_of("table3", lines, dict.fromkeys(order, width), order)
    rows: dict[str, list[Cell]] = {}
    ways: dict[str, list[Values]] = {}
    figures: dict[str, list[Figure]] = {}
    padded = is_padded((got.figures for got in found.rows.values()), width)
    for row_id, got in found.rows.items():
        figures[row_id] = trimmed(got.figures, width, exact=got.exact, padded=padded)
        if whole := spread(figures[row_id], got.spans, width):
            rows[row_id] = straight(whole, got.place, got.why)
            ways[row_id] = [tuple(cell.value for cell in rows[row_id])]
        else:
            ways[row_id] = completions(figures[row_id], width, width)
    single = _single_other(found)
    equations = list(_equations(spec, found, single=single))
    kept = narrowed(ways, equations)
    wrong = contradicted(kept, equations)
    for row_id in figures.keys() - rows.keys():
        by = "本行合计并按本列勾稽关系" if kept[row_id] != ways[row_id] else "本行合计"
        borne_out = row_id not in wrong or not all(_lost_total(way, figures[row_id]) for way in kept[row_id])
        rows[row_id] = agreed(kept[row_id] if borne_out else [], figures[row_id], width, found.rows[row_id].place, by)
    for row_id in order:
        if row_id not in rows:
            split = single and row_id.startswith("other_")
            why = "原文（六）其他处理只有一行，没有分列" if split else (NO_ROW if found.rows else NO_TABLE)
            rows[row_id] = missing(width, why)
    return Table(
        "table3",
        {row_id: dict(zip(columns, rows[row_id], strict=True)) for row_id in order},
        {row_id: found.rows[row_id].fact(len(figures[row_id]), width) for row_id in order if row_id in figures},
        tuple(found.headers),
        found.others,
        present=bool(found.rows),
    )


def _lost_total(way: Values, figures: Sequence[Figure]) -> bool:
    """True where a way takes the figures for the parts and makes up the total."""
    return way[: len(figures)] == tuple(figure.value for figure in figures)


def _single_other(found: Rows) -> bool:
    """True where （六）其他处理 is one row, as in the format of 2019."""
    return "other_other" in found.rows and "其他处理" in found.rows["other_other"].label


def _equations(spec: Format, found: Rows, *, single: bool) -> Iterator[Equation]:
    """The sums that hold in every column of table 3, where the source has all their rows."""
    results = tuple(r for r in spec.results if r in found.rows or not (single and r.startswith("other_")))
    yield results, ("concluded",)
    yield ("received", "carried_in"), ("concluded", "carried_out")
