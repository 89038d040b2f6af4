"""A row with a value too few or too many → its cells: what all possible placements agree on is inferred, else missing.

A placement is possible where the row adds up to its total. Nothing is guessed: a total that was itself lost is as
possible as any other loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from gongkai.readers.recognise.columns import Values
from gongkai.readers.recognise.value import Figure
from gongkai.report.cell import Cell, Place, State

__all__ = [
    "NO_ROW",
    "NO_TABLE",
    "agreed",
    "completions",
    "is_padded",
    "missing",
    "off",
    "spread",
    "straight",
    "trimmed",
]

NO_TABLE = "原文没有这张表"
NO_ROW = "原文没有这一行"
_SEVERAL = 3
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


def completions(figures: Sequence[Figure], width: int, group: int) -> list[Values]:
    """Every way a row of ``width`` cells can hold these figures in this order.

    The row is made of groups of ``group`` cells, the last of each the total of the others. Where it is too long a way
    leaves out what is too much. None in a way is a figure that cannot be known. Empty where there is no way, or where
    the figures are no counts.
    """
    values = [figure.value for figure in figures]
    if not 0 < abs(width - len(values)) <= _MOST_OFF or any(not isinstance(v, int) or v < 0 for v in values):
        return []
    return list(_ways(tuple(int(v) for v in values if v is not None), width, group))


@lru_cache(maxsize=256)
def _ways(counts: tuple[int, ...], width: int, group: int) -> tuple[Values, ...]:
    rows: Iterator[tuple[int | None, ...]] = (
        combinations(counts, width) if len(counts) > width else _with_gaps(counts, width)
    )
    ways = ([_filled(row[at : at + group]) for at in range(0, width, group)] for row in rows)
    return tuple(dict.fromkeys(tuple(v for part in way for v in part or ()) for way in ways if None not in way))


def _with_gaps(counts: tuple[int, ...], width: int) -> Iterator[tuple[int | None, ...]]:
    for gaps in combinations(range(width), width - len(counts)):
        rest = iter(counts)
        yield tuple(None if i in gaps else next(rest) for i in range(width))


def _filled(group: tuple[int | None, ...]) -> Values | None:
    """A group with its lost figures as far as its sum gives them; None where it cannot add up."""
    *parts, total = group
    known = sum(v for v in parts if v is not None)
    lost = parts.count(None)
    if total is None:
        return (*parts, None if lost else known)
    if known > total or (not lost and known != total):
        return None
    if lost == 1 or known == total:
        return (*(total - known if v is None else v for v in parts), total)
    return group


def agreed(ways: Sequence[Values], figures: Sequence[Figure], width: int, place: Place, by: str) -> list[Cell]:
    """The cells that all ways agree on, inferred; the others missing. ``by`` says in Chinese what decided."""
    lost = "是哪一格缺失" if len(figures) < width else "哪一个多余"
    result = []
    for column in range(width):
        values = {way[column] for way in ways}
        value = values.pop() if len(values) == 1 else None
        if value is None:
            why = f"{off(len(figures), width)}，无法确定{lost}"
            result.append(Cell(None, "", State.MISSING, why, place))
        else:
            why = f"{off(len(figures), width)}，按{by}推定为{value}"
            result.append(Cell(value, "", State.INFERRED, why, place))
    return result


def off(found: int, width: int) -> str:
    """How a row of so many figures is told to be too short or too long."""
    return f"原文该行有{found}个数值（应有{width}个）"


def missing(width: int, why: str, place: Place | None = None) -> list[Cell]:
    """The cells of a row that the source does not have or whose figures cannot be placed."""
    return [Cell(None, "", State.MISSING, why, place)] * width


def trimmed(figures: list[Figure], width: int, *, exact: bool, padded: bool = False) -> list[Figure]:
    """The figures of a row without the empty cells that a line of text has before and after them.

    ``padded`` says that the table has such cells elsewhere, so that a blank after figures that add up is no lost total.
    """
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
    if not inner:
        return kept[-width:] if len(kept) >= width else inner
    if len(kept) == width and len(inner) < width and not (padded and start == 0 and _closed(inner)):
        return kept
    return inner


def is_padded(rows: Iterable[list[Figure]], width: int) -> bool:
    """True where several rows of a text table have one figure too few: their blank ends are padding, not cells."""
    return sum(sum(bool(f.raw) for f in row) == width - 1 for row in rows) >= _SEVERAL


def _closed(figures: list[Figure]) -> bool:
    """True when the last figure is the sum of those before it, so that what follows it is no lost total."""
    values = [f.value for f in figures]
    return len(values) > 1 and None not in values and sum(v for v in values[:-1] if v is not None) == values[-1]


def spread(figures: Sequence[Figure], spans: Sequence[int], width: int) -> list[Figure] | None:
    """As many figures as the row is wide: as they stand, or with merged cells given to each place they cover.

    A 0 in a merged cell is 0 in each; another number cannot be shared out. None where the row is too short or long.
    """
    if len(figures) == width:
        return list(figures)
    if len(spans) != len(figures) or sum(spans) != width:
        return None
    return [f if span == 1 else _share(f, span) for f, span in zip(figures, spans, strict=True) for _ in range(span)]


def _share(figure: Figure, span: int) -> Figure:
    merged = f"原文{span}格合并为一格"
    if figure.value == 0:
        return Figure(0, figure.raw, State.INFERRED, f"{merged}，填“{figure.raw}”，各格推定为0")
    if figure.value is None:
        return figure
    return Figure(None, figure.raw, State.MISSING, f"{merged}，填“{figure.raw}”，无法分到各格")
