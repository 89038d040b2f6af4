"""The column sums of table 3 narrow the ways in which rows with a lost value can be filled.

Only what the sums rule out is dropped: where they hold in the source, the true way is never among what is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gongkai.report.cell import Number

__all__ = ["Equation", "Values", "contradicted", "narrowed"]

Values = tuple[Number | None, ...]
Equation = tuple[tuple[str, ...], tuple[str, ...]]
"""Rows on one side and rows on the other; in every column the two sides are equal."""

_MOST_SUMS = 1_000
"""With more possible sums than this a column decides nothing."""

Ways = Mapping[str, list[Values]]
Terms = list[tuple[int, str]]


def narrowed(ways: Mapping[str, list[Values]], equations: Iterable[Equation]) -> dict[str, list[Values]]:
    """The ways that are left for each row, by all equations together.

    An equation counts only where the source has all its rows and bears it out: it holds in every column that is read
    without doubt, and either in one of these there are figures above 0, or it leaves each row one way that fits in
    all columns. Where it leaves a row no way, it is not used.
    """
    current = {row: list(given) for row, given in ways.items()}
    if all(len(given) <= 1 for given in current.values()):
        return current
    usable = [_terms(left, right) for left, right in equations if all(ways.get(row) for row in (*left, *right))]
    changed = True
    while changed:
        changed = False
        for terms in usable:
            kept = _by_one(current, terms)
            if kept is not None and kept != current and (_borne_out(current, terms) or _decided(kept, terms)):
                current, changed = kept, True
    return current


def contradicted(ways: Mapping[str, list[Values]], equations: Iterable[Equation]) -> set[str]:
    """The rows that stand in an equation all of whose rows are decided and that does not hold in some column."""
    found: set[str] = set()
    for left, right in equations:
        if all(len(ways.get(row, ())) == 1 for row in (*left, *right)):
            terms = _terms(left, right)
            columns = (_known(_column(ways, terms, c)) for c in range(_width(ways, terms)))
            if any(figures is not None and sum(figures) != 0 for figures in columns):
                found.update(left, right)
    return found


def _terms(left: tuple[str, ...], right: tuple[str, ...]) -> Terms:
    return [*((1, row) for row in left), *((-1, row) for row in right)]


def _column(ways: Ways, terms: Terms, column: int) -> list[list[Number | None]]:
    """What each term may be in a column, with its sign."""
    return [
        list(dict.fromkeys(None if (v := way[column]) is None else sign * v for way in ways[row]))
        for sign, row in terms
    ]


def _width(ways: Ways, terms: Terms) -> int:
    return len(ways[terms[0][1]][0])


def _known(options: list[list[Number | None]]) -> list[Number] | None:
    """The figures of a column in which there is no doubt, else None."""
    figures = [values[0] for values in options if len(values) == 1 and values[0] is not None]
    return figures if len(figures) == len(options) else None


def _borne_out(ways: Ways, terms: Terms) -> bool:
    """True where the equation holds in a column that is known and not all zero, and fails in none."""
    columns = (_known(_column(ways, terms, c)) for c in range(_width(ways, terms)))
    known = [figures for figures in columns if figures is not None]
    return all(sum(figures) == 0 for figures in known) and any(any(figures) for figures in known)


def _decided(ways: Ways, terms: Terms) -> bool:
    """True where every row has one way left and the equation holds in all columns, not all of them zero."""
    columns = [_known(_column(ways, terms, c)) for c in range(_width(ways, terms))]
    return all(c is not None and sum(c) == 0 for c in columns) and any(c and any(c) for c in columns)


def _by_one(ways: Ways, terms: Terms) -> dict[str, list[Values]] | None:
    """The ways that one equation leaves, column by column; None where it leaves a row none."""
    kept = dict(ways)
    changed = True
    while changed:
        changed = False
        for column in range(_width(kept, terms)):
            options = _column(kept, terms, column)
            if any(None in values for values in options) or all(len(values) == 1 for values in options):
                continue
            allowed = _allowed([[v for v in values if v is not None] for values in options])
            if allowed is None:
                continue
            for (sign, row), values in zip(terms, allowed, strict=True):
                fitting = [way for way in kept[row] if sign * (way[column] or 0) in values]
                if not fitting:
                    return None
                changed = changed or len(fitting) < len(kept[row])
                kept[row] = fitting
    return kept


def _allowed(options: Sequence[Sequence[Number]]) -> list[set[Number]] | None:
    """Of each term's values those with which all terms can add up to 0; None where there are too many sums to try."""
    before: list[set[Number]] = [{0}]
    for values in options:
        before.append({total + value for total in before[-1] for value in set(values)})
        if len(before[-1]) > _MOST_SUMS:
            return None
    after: set[Number] = {0}
    result: list[set[Number]] = []
    for values, sums in zip(reversed(options), reversed(before[:-1]), strict=True):
        fitting = {value for value in set(values) if any(-(value + rest) in sums for rest in after)}
        result.append(fitting)
        after = {rest + value for rest in after for value in fitting}
        if len(after) > _MOST_SUMS:
            return None
    return result[::-1]
