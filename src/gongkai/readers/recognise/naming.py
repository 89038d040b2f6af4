"""Rows whose labels cannot be read get their names from the rows before and after them."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.readers.recognise.found import Got, Rows
from gongkai.readers.recognise.vocabulary import fold, may_be

__all__ = ["name_by_order"]

_GROUPS = frozenset({"本年度办理结果", "不予公开", "无法提供", "不予处理", "其他处理"})


def name_by_order(found: Rows, order: Sequence[str]) -> None:
    """Rows whose labels cannot be read, between two neighbours that leave just as many places, are those.

    A label that can be read and has nothing of the label due there is a row that the format does not have.
    """
    position = {row: i for i, row in enumerate(order)}
    between: dict[str, list[Got]] = {}
    for odd in found.strange:
        between.setdefault(odd.after, []).append(odd)
    next_row = {got.after: row for row, got in found.rows.items()}
    for before, odds in between.items():
        start = position.get(before, -1) + 1
        end = position.get(next_row.get(before, ""), len(order))
        due = order[start:end]
        if (before and not start) or len(due) != len(odds) or any(row in found.rows for row in due):
            continue
        if all(_could_be(odd, found.table, row) for odd, row in zip(odds, due, strict=True)):
            for odd, row in zip(odds, due, strict=True):
                odd.id, odd.why = row, f"行名“{odd.label}”认不出，按前后各行的次序认定"
                found.rows[row] = odd
    found.strange = [odd for odd in found.strange if not odd.id]


def _could_be(odd: Got, table: str, row: str) -> bool:
    return not odd.empty and bool(odd.label) and fold(odd.label) not in _GROUPS and may_be(odd.label, table, row)
