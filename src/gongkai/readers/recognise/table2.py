"""Table 2, 主动公开政府信息情况, from the rows found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from gongkai.readers.recognise.found import Got
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.placing import NO_ROW, NO_TABLE, missing, off, spread, straight, trimmed
from gongkai.readers.recognise.rows import rows_of
from gongkai.readers.recognise.value import Figure
from gongkai.report.cell import Cell, State
from gongkai.report.format import Format
from gongkai.report.model import RowFound, Table

__all__ = ["table2"]

_UNIT = "万元"
_IN_YUAN = re.compile(r"收费金额[（(]?(?:单位)?[:：]?元")
_YUAN = 10_000
"""So many yuan are one of the unit."""


def table2(lines: Sequence[Line], spec: Format) -> Table:
    """Table 2, 主动公开政府信息情况, in the format given."""
    widths = {row: len(columns) for row, columns in spec.table2_columns_of.items()}
    found = rows_of("table2", lines, widths, tuple(widths))
    rows: dict[str, dict[str, Cell]] = {}
    facts: dict[str, RowFound] = {}
    in_yuan = any(_IN_YUAN.search(header) for header in found.headers)
    for row_id, columns in spec.table2_columns_of.items():
        got = found.rows.get(row_id)
        if got is None:
            cells = missing(len(columns), NO_ROW if found.rows else NO_TABLE)
        else:
            figures = _under_header(got, tuple(columns)) or trimmed(got.figures, len(columns), exact=got.exact)
            facts[row_id] = got.fact(len(figures), len(columns))
            if whole := spread(figures, got.spans, len(columns)):
                labelled = zip(whole, columns.values(), strict=True)
                whole = [_amount(f, in_yuan=in_yuan) if _UNIT in label else f for f, label in labelled]
                cells = straight(whole, got.place, got.why)
            else:
                cells = missing(len(columns), f"{off(len(figures), len(columns))}，无法确定各在哪一格", got.place)
        rows[row_id] = dict(zip(columns, cells, strict=True))
    return Table("table2", rows, facts, tuple(found.headers), found.others, present=bool(found.rows))


def _under_header(got: Got, columns: tuple[str, ...]) -> list[Figure] | None:
    """The figures in the order of the format, each under its own word in the header above the row.

    A merged cell that a converter repeated counts once. None where header and figures do not go together.
    """
    if len(got.columns) != len(got.figures) or set(got.columns) != set(columns):
        return None
    under = {c: [f for f, over in zip(got.figures, got.columns, strict=True) if over == c] for c in columns}
    if any(len({f.raw for f in figures}) > 1 for figures in under.values()):
        return None
    return [under[column][0] for column in columns]


def _amount(figure: Figure, *, in_yuan: bool) -> Figure:
    """A figure of a column in 万元, where the cell names yuan or 万 alone, or the header has yuan for its unit."""
    written = "".join(figure.raw.split())
    named = written.endswith(("元", "万"))
    if figure.value is None or written.endswith(_UNIT) or not (named or (in_yuan and figure.value)):
        return figure
    value = Decimal(figure.value) / _YUAN
    where = f"单元格里是“{written}”" if named else f"表头的单位是元，填“{written}”"
    return Figure(value, figure.raw, State.INFERRED, f"{where}，按格式的单位{_UNIT}读作{value}")
