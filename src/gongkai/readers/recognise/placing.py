"""Rows as found → cells of the format: straight where the count is right, by sums where a value was lost, else missing.

A row with a value too few is placed only where every placement that keeps the row's own sum (and, after that, the
sums of its columns) gives a cell the same figure; what is left open is missing. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from gongkai.readers.recognise.rows import Got
from gongkai.readers.recognise.value import Figure
from gongkai.report.cell import Cell, Number, Place, State

__all__ = ["Slots", "completions", "settle", "straight", "trimmed"]

_MOST_LOST = 2
"""With more values lost, or too many, than this the sums decide nothing worth having."""

Values = tuple[Number | None, ...]


def trimmed(figures: list[Figure], width: int, *, exact: bool) -> list[Figure]:
    """The figures of a row without the empty cells that a line of text has before and after them."""
    kept = list(figures)
    if exact:
        while len(kept) > width and not kept[0].raw:
            kept.pop(0)
        while len(kept) > width and not kept[-1].raw:
            kept.pop()
        return kept
    start = next((i for i, f in enumerate(kept) if f.raw), len(kept))
    end = next((i for i in range(len(kept), 0, -1) if kept[i - 1].raw), 0)
    inner = kept[start:end]
    if len(kept) == width and len(inner) < width and not (start == 0 and _closed(inner)):
        return kept
    return inner


def _closed(figures: list[Figure]) -> bool:
    """True when the last figure is the sum of those before it, so that what follows it is no lost total."""
    values = [f.value for f in figures]
    return len(values) > 1 and None not in values and sum(v for v in values[:-1] if v is not None) == values[-1]


def straight(figures: list[Figure], place: Place, why: str = "") -> list[Cell]:
    """The cells of a row that holds as many figures as the format."""
    cells = [figure.cell(place) for figure in figures]
    if not why:
        return cells
    return [
        Cell(c.value, c.raw, State.INFERRED if c.value is not None else c.state, f"{why}；{c.why}".rstrip("；"), place)
        for c in cells
    ]


def completions(figures: list[Figure], width: int) -> list[Values]:
    """Every way a row of ``width`` cells, the last the total of the others, can hold these figures in this order.

    A lost part is what the total leaves for it, a lost total is the sum. Ways in which the stated total checks out
    are preferred to ways in which the total itself was lost and so nothing is checked.
    """
    checked: list[Values] = []
    unchecked: list[Values] = []
    if len(figures) > width + _MOST_LOST:
        return []
    if len(figures) > width:
        for kept in combinations(range(len(figures)), width):
            values = tuple(figures[i].value for i in kept)
            if _adds_up(values):
                checked.append(values)
        return _unique(checked)
    lost = width - len(figures)
    if not 0 < lost <= _MOST_LOST:
        return []
    for gaps in combinations(range(width), lost):
        rest = iter(figures)
        row: list[Number | None] = [None if i in gaps else next(rest).value for i in range(width)]
        held = [v for i, v in enumerate(row) if i not in gaps]
        if any(v is None for v in held):
            return []
        total = row[-1]
        parts = sum(v for v in row[:-1] if v is not None)
        if total is None:
            if lost == 1:
                row[-1] = parts
            unchecked.append(tuple(row))
        elif parts <= total:
            left = total - parts
            if lost == 1 or left == 0:
                row = [left if i in gaps else v for i, v in enumerate(row)]
            checked.append(tuple(row))
    fits = [row for row in checked if row[-1] and None not in row]
    return _unique(fits or checked + unchecked)


def _adds_up(values: Values) -> bool:
    return None not in values and sum(v for v in values[:-1] if v is not None) == values[-1]


def _unique(rows: Iterable[Values]) -> list[Values]:
    return list(dict.fromkeys(rows))


@dataclass(slots=True)
class Slots:
    """A row still open: the ways it can be filled, and whether the columns had to decide."""

    got: Got
    ways: list[Values]
    by_columns: bool = False

    def cells(self, width: int, found: int) -> list[Cell]:
        """The cells that all ways agree on, inferred; the others missing."""
        how = "并按本列勾稽关系" if self.by_columns else ""
        result = []
        for column in range(width):
            values = {way[column] for way in self.ways}
            value = values.pop() if len(values) == 1 else None
            if value is not None:
                why = f"原文该行有{found}个数值（应有{width}个），按本行合计{how}推定为{value}"
                result.append(Cell(value, "", State.INFERRED, why, self.got.place))
            else:
                why = f"原文该行有{found}个数值（应有{width}个），无法确定是哪一格缺失"
                result.append(Cell(None, "", State.MISSING, why, self.got.place))
        return result


def settle(
    sure: Mapping[str, list[Cell]], slots: Mapping[str, Slots], sums: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    """Narrows the ways of open rows by column sums.

    Each of ``sums`` is (rows on one side, rows on the other) and holds in every column. Where the sums leave a row no
    way at all the report itself does not add up, and the row's ways stay as they were.
    """
    equations = list(sums)
    changed = True
    while changed:
        changed = False
        for left, right in equations:
            rows = (*left, *right)
            open_rows = [r for r in rows if r in slots and len(slots[r].ways) > 1]
            if len(open_rows) != 1 or any(r not in sure and r not in slots for r in rows):
                continue
            slot = slots[open_rows[0]]
            sign = 1 if open_rows[0] in left else -1
            kept = [w for w in slot.ways if _balances(w, sign, open_rows[0], left, right, sure, slots)]
            if kept and len(kept) < len(slot.ways):
                slot.ways, slot.by_columns, changed = kept, True, True


def _balances(
    way: Values,
    sign: int,
    row: str,
    left: tuple[str, ...],
    right: tuple[str, ...],
    sure: Mapping[str, list[Cell]],
    slots: Mapping[str, Slots],
) -> bool:
    for column, value in enumerate(way):
        rest = 0
        for side, rows in ((1, left), (-1, right)):
            for other in rows:
                if other == row:
                    continue
                held = _value(other, column, sure, slots)
                if held is None:
                    break
                rest += side * int(held)
            else:
                continue
            break
        else:
            if value is not None and sign * value + rest != 0:
                return False
    return True


def _value(row: str, column: int, sure: Mapping[str, list[Cell]], slots: Mapping[str, Slots]) -> Number | None:
    if row in sure:
        return sure[row][column].value
    ways = slots[row].ways
    return ways[0][column] if ways else None


def missing(width: int, why: str) -> Iterator[Cell]:
    """The cells of a row that the source does not have."""
    for _ in range(width):
        yield Cell(None, "", State.MISSING, why)
