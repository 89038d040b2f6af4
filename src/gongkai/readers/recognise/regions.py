"""Which lines are the three statutory tables and which are prose or tables of another kind.

Lines that seem to belong to a table are taken in parts. A part counts where it has what the table has; the parts in
the table's own section come first; a part whose rows are there already is a copy, and is left with the prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gongkai.readers.recognise.evidence import told
from gongkai.readers.recognise.headings import Heading
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.parts import FULL_TABLE_4, Part, parts_of
from gongkai.readers.recognise.vocabulary import look_up
from gongkai.report.model import Note

__all__ = ["tabled"]

_TABLES = ("table2", "table3", "table4")
_NEAR = 2
"""A page number may stand between a header and its table."""


def tabled(lines: Sequence[Line], headings: Sequence[Heading]) -> tuple[list[Line], list[Note]]:
    """The lines with their table told, and a remark for each copy of a table that was left out."""
    closed = frozenset(i for h in headings for i in range(h.index, h.end))
    seeming = told(lines, closed)
    parts = list(parts_of(seeming, headings, closed))
    tables: dict[int, str] = {}
    remarks: list[Note] = []
    for table in _TABLES:
        mine = [part for part in parts if part.table == table]
        chosen = _chosen(mine)
        for part in chosen:
            tables.update(dict.fromkeys(part.indexes, table))
            tables.update(dict.fromkeys(_words_before(part, seeming, closed), table))
        copies = [part for part in mine if part.strong and part.indexes[0] not in tables]
        if chosen and copies:
            page = seeming[copies[0].indexes[0]].place.page
            where = f"（第{page}页）" if page else ""
            remarks.append(Note(table, "missing", f"原文另有一张同样的表{where}，只读了第一张"))
    result = [
        replace(line, table=tables[index]) if index in tables else lines[index] for index, line in enumerate(seeming)
    ]
    return result, remarks


def _chosen(parts: Sequence[Part]) -> list[Part]:
    """The parts that together are the table."""
    chosen: list[Part] = []
    for part in sorted((p for p in parts if p.own and p.plausible), key=lambda p: not (p.captions or p.columns)):
        if _adds(part, chosen):
            chosen.append(part)
    if not chosen:
        for part in parts:
            if not part.own and part.strong and _adds(part, chosen):
                chosen.append(part)
        sections = {part.section for part in chosen}
        for part in parts:
            if part not in chosen and part.section in sections and part.plausible and _adds(part, chosen):
                chosen.append(part)
    return sorted([*chosen, *_headers(parts, chosen)], key=lambda p: p.indexes[0])


def _headers(parts: Sequence[Part], chosen: Sequence[Part]) -> Iterator[Part]:
    """Parts without figures that name what the chosen parts do not, or that stand just before one of them."""
    known = {column for part in chosen for column in part.columns}
    firsts = {part.indexes[0] for part in chosen}
    for part in reversed(parts):
        before = any(part.indexes[-1] + step in firsts for step in range(1, _NEAR + 1))
        if chosen and part.own and not part.figures and (before or not part.columns <= known):
            firsts.add(part.indexes[0])
            yield part


def _adds(part: Part, chosen: Sequence[Part]) -> bool:
    """True where the part brings what the chosen ones do not have; a row that the page repeats does not matter."""
    if part.table == "table4":
        held = sum(other.figures for other in chosen)
        return not held or (held < FULL_TABLE_4 and part.figures < FULL_TABLE_4)
    again = sum(any(row in other.filled for other in chosen) for row in part.filled)
    return 2 * again < max(1, len(part.filled))


def _words_before(part: Part, lines: Sequence[Line], closed: frozenset[int]) -> Iterator[int]:
    """The lines just before a part that hold nothing but words of its table, which other texts have as well."""
    first = lines[part.indexes[0]]
    for index in range(part.indexes[0] - 1, -1, -1):
        line = lines[index]
        if index in closed or line.table is not None or line.prose != first.prose or not line.text:
            return
        if not all(any(w.table == part.table for w in look_up(c)) for c in line.cells if c.strip()):
            return
        yield index
