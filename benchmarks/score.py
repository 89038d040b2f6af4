"""How many of the known figures somebody read right.

For rows of cells without meaning the fairest simple way is taken: a row is known by its label (two rows of table 3 have
the same one and are told apart by their order), its figures are the last cells in the order of the columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from gongkai.report.format import load_format

_SPACE = re.compile(r"\s+|<br\s*/?>|\\n|\*\*")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])")
_SIGNS = re.compile(r"\W+")
_NUMBER = re.compile(r"^-?\d[\d,]*(?:\.\d+)?")


def right(known: Mapping[str, float | None], read: Mapping[str, float | None]) -> float:
    """Share of the known figures that were read as they are."""
    asked = {path: value for path, value in known.items() if value is not None}
    return sum(read.get(path) is not None and float(read[path]) == float(v) for path, v in asked.items()) / len(asked)


def right_in_rows(known: Mapping[str, float | None], rows: Sequence[Sequence[str]], format_id: str) -> float:
    """The same for rows of cells, of a report in the format of that id."""
    return right(known, figures_in(rows, format_id))


def figures_in(rows: Sequence[Sequence[str]], format_id: str) -> dict[str, float | None]:
    """The figures of rows of cells, by path."""
    spec = load_format(format_id)
    figures: dict[str, float | None] = {}
    left = [list(map(_clean, row)) for row in rows]
    for group in spec.table2:
        for row, label in group.rows.items():
            found = _take(left, label, len(group.columns))
            figures |= {f"table2.{row}.{c}": value for c, value in zip(group.columns, found, strict=False)}
    for line in spec.table3_rows:
        found = _take(left, line.label, len(spec.table3_columns))
        figures |= {f"table3.{line.id}.{c}": value for c, value in zip(spec.table3_columns, found, strict=False)}
    columns = [f"table4.{row}.{c}" for row in spec.table4_groups for c in spec.table4_columns]
    for row in left:
        numbers = [n for n in map(_number, row) if n is not None]
        if len(numbers) == len(columns):
            figures |= dict(zip(columns, numbers, strict=True))
    return figures


def _take(rows: list[list[str]], label: str, width: int) -> list[float | None]:
    """The figures of the first row with that label, which then is used up."""
    wanted = _bare(label)
    for number, row in enumerate(rows):
        labels = [at for at, cell in enumerate(row) if cell and _bare(cell) == wanted]
        if not labels:
            continue
        cells = row[labels[-1] + 1 :]
        # A cell that spans columns is repeated by some and followed by empty ones by others.
        values = [_number(cell) for cell in (cells[-width:] if width > 1 else [c for c in cells if c][:1])]
        if len(values) == width and any(value is not None for value in values):
            rows[number] = []
            return values
    return []


def _clean(cell: str) -> str:
    return _SPACE.sub("", unescape(cell))


def _bare(label: str) -> str:
    return _SIGNS.sub("", _ORDINAL.sub("", _clean(label)))


def _number(cell: str) -> float | None:
    found = _NUMBER.match(cell)
    return float(found[0].replace(",", "")) if found else None
