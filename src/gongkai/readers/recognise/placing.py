"""A row with a value too few or too many → its cells: what all possible placements agree on is inferred, else missing.

A placement is possible where the row adds up to its total. Nothing is guessed: a total that was itself lost is as
possible as any other loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from gongkai.readers.recognise.columns import Values
from gongkai.readers.recognise.value import Figure
from gongkai.report.cell import Cell, Number, Place, State

__all__ = ["agreed", "completions", "missing", "straight", "trimmed"]

_MOST_OFF = 2
"""With more values lost or added than this the sums decide nothing worth having."""


def straight(figures: Sequence[Figure], place: Place, why: str = "") -> list[Cell]:
    """The cells of a row that holds as many figures as the format; ``why`` says what in the row was not plain."""
    cells = [figure.cell(place) for figure in figures]
    if not why:
        return cells
    return [
        Cell(
            c.value, c.raw, State.INFERRED if c.state is State.PLAIN else c.state, f"{why}；{c.why}".rstrip("；"), place
        )
        for c in cells
    ]


def completions(figures: Sequence[Figure], width: int) -> list[Values]:
    """Every way a row of ``width`` cells, the last the total of the others, can hold these figures in this order.

    Where the row is too long a way leaves out what is too much. None in a way is a figure that cannot be known.
    Empty where there is no way, or where the figures are no counts.
    """
    values = [figure.value for figure in figures]
    if not 0 < abs(width - len(values)) <= _MOST_OFF or any(not isinstance(v, int) or v < 0 for v in values):
        return []
    counts = [int(v) for v in values if v is not None]
    ways = _shortened(counts, width) if len(counts) > width else _lengthened(counts, width)
    return list(dict.fromkeys(ways))


def _shortened(counts: list[int], width: int) -> Iterator[Values]:
    for kept in combinations(counts, width):
        if sum(kept[:-1]) == kept[-1]:
            yield kept


def _lengthened(counts: list[int], width: int) -> Iterator[Values]:
    for gaps in combinations(range(width), width - len(counts)):
        rest = iter(counts)
        row: list[Number | None] = [None if i in gaps else next(rest) for i in range(width)]
        parts, total = sum(v for v in row[:-1] if v is not None), row[-1]
        open_parts = [i for i in gaps if i < width - 1]
        if total is None:
            row[-1] = None if open_parts else parts
        elif parts > total:
            continue
        elif parts == total or len(open_parts) == 1:
            row = [total - parts if i in gaps else v for i, v in enumerate(row)]
        yield tuple(row)


def agreed(ways: Sequence[Values], figures: Sequence[Figure], width: int, place: Place, how: str = "") -> list[Cell]:
    """The cells that all ways agree on, inferred; the others missing. ``how`` says what else narrowed the ways."""
    off = f"原文该行有{len(figures)}个数值（应有{width}个）"
    lost = "是哪一格缺失" if len(figures) < width else "哪一个多余"
    result = []
    for column in range(width):
        values = {way[column] for way in ways}
        value = values.pop() if len(values) == 1 else None
        if value is None:
            result.append(Cell(None, "", State.MISSING, f"{off}，无法确定{lost}", place))
        else:
            result.append(Cell(value, "", State.INFERRED, f"{off}，按本行合计{how}推定为{value}", place))
    return result


def missing(width: int, why: str, place: Place | None = None) -> list[Cell]:
    """The cells of a row that the source does not have or whose figures cannot be placed."""
    return [Cell(None, "", State.MISSING, why, place)] * width


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
