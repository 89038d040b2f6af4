"""Which lines are the three statutory tables and which are prose or tables of another kind.

Lines that seem to belong to a table are taken in parts. A part counts where it has what the table has; the parts in
the table's own section come first; a part whose rows are there already is a copy, and is left with the prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gongkai.readers.recognise.evidence import bridges, told
from gongkai.readers.recognise.headings import Heading
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.split import split
from gongkai.readers.recognise.value import is_figure
from gongkai.readers.recognise.vocabulary import look_up
from gongkai.report.format import load_format
from gongkai.report.model import Note

__all__ = ["tabled"]

_SECTIONS = {spec.table: spec.id for spec in load_format("2021").sections if spec.table}
_FIRST_ROWS = {"table2": ("regulations", "normative_documents"), "table3": ("received", "carried_in")}
_WIDEST = 15
_FULL_TABLE_4 = 13
"""So many figures are the row of table 4, of fifteen, with two lost."""
_TABLE_3_FIGURES = range(4, 12)
_MANY_COLUMNS = 4
_MANY_ROWS = 8
_FEW_COLUMNS = 3
_NEAR = 2


@dataclass(slots=True, eq=False)
class _Part:
    """Lines one after another that seem to be of one table.

    ``rows`` are ids of rows with the number of their figures, ``columns`` ids of columns and ``captions`` the number
    of other words of the table; ``figures`` counts all.
    """

    table: str
    section: str | None
    indexes: list[int] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    captions: int = 0
    figures: int = 0
    labelled: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """True in the section where the table belongs."""
        return self.section == _SECTIONS[self.table]

    @property
    def filled(self) -> dict[str, int]:
        """The rows that have figures."""
        return {row: count for row, count in self.rows.items() if count}

    @property
    def plausible(self) -> bool:
        """True where the part may be of the table, standing in the table's own section."""
        if self.table == "table4":
            return self.figures >= _FULL_TABLE_4 or (self.figures > 0 and len(self.columns) >= _FEW_COLUMNS)
        headed = bool(self.captions or self.columns)
        if self.table == "table2":
            return bool(self.filled or (self.rows and headed))
        fitting = sum(count in _TABLE_3_FIGURES for count in self.filled.values())
        known = len(self.columns) >= _MANY_COLUMNS or len(self.rows) >= _MANY_ROWS
        return bool(self.rows) and (known or 2 * fitting > len(self.filled))

    @property
    def strong(self) -> bool:
        """True where the part is of the table wherever it stands."""
        if self.table == "table4":
            return self.figures >= _FULL_TABLE_4 and len(self.columns) >= _FEW_COLUMNS
        headed = bool(self.captions or self.columns)
        return self.plausible and (len(self.rows) >= 2 and headed if self.table == "table2" else len(self.rows) >= 3)


def tabled(lines: Sequence[Line], headings: Sequence[Heading]) -> tuple[list[Line], list[Note]]:
    """The lines with their table told, and a remark for each copy of a table that was left out."""
    closed = frozenset(i for h in headings for i in range(h.index, h.end))
    seeming = told(lines, closed)
    parts = list(_parts(seeming, headings, closed))
    tables: dict[int, str] = {}
    remarks: list[Note] = []
    for table in _SECTIONS:
        mine = [part for part in parts if part.table == table]
        chosen = _chosen(mine)
        for part in chosen:
            tables.update(dict.fromkeys(part.indexes, table))
            tables.update(dict.fromkeys(_words_before(part, seeming, closed), table))
        if chosen and (copies := [part for part in mine if part not in chosen and part.strong]):
            page = seeming[copies[0].indexes[0]].place.page
            where = f"（第{page}页）" if page else ""
            remarks.append(Note(table, "missing", f"原文另有一张同样的表{where}，只读了第一张"))
    result = [
        replace(line, table=tables[index]) if index in tables else lines[index] for index, line in enumerate(seeming)
    ]
    return result, remarks


def _parts(lines: Sequence[Line], headings: Sequence[Heading], closed: frozenset[int]) -> Iterator[_Part]:
    """The lines in parts: a part ends at a heading, at prose, at a grid of another width, and where a copy begins."""
    starts = {h.index: h.section for h in headings}
    section: str | None = None
    part: _Part | None = None
    since: list[int] = []
    for index, line in enumerate(lines):
        section = starts.get(index, section)
        if line.table is None or index in closed:
            if part and (index in closed or not bridges(line)):
                yield part
                part = None
            continue
        if part and not _goes_on(part, lines[part.indexes[-1]], line):
            yield part
            part = None
        if part and _begins_copy(part, line):
            begun = _Part(part.table, section)
            headers = [i for i in since if i >= part.indexes[0]]
            del part.indexes[len(part.indexes) - len(headers) :]
            yield part
            part = begun
            for header in headers:
                _take(part, header, lines[header])
        part = part or _Part(line.table, section)
        if _take(part, index, line):
            since = []
        else:
            since.append(index)
    if part:
        yield part


def _goes_on(part: _Part, before: Line, line: Line) -> bool:
    if line.table != part.table or line.prose != before.prose:
        return False
    same = line.place.block == before.place.block or line.prose or not (line.exact and before.exact)
    return same or line.wide == before.wide or line.alone or before.alone


def _begins_copy(part: _Part, line: Line) -> bool:
    """True for the first row, or the header of table 4, when the part has that already and is far on."""
    if part.table == "table4":
        columns = {w.id for c in line.cells for w in look_up(c, "table4") if w.kind == "column"}
        return part.figures >= _FULL_TABLE_4 and len(columns) >= _FEW_COLUMNS
    ids = {w.id for c in line.cells for w in look_up(c, part.table) if w.kind == "row" and w.how == "exact"}
    return any(row in ids and row in part.filled for row in _FIRST_ROWS[part.table]) and len(part.rows) > 3


def _take(part: _Part, index: int, line: Line) -> bool:
    """Takes a line in and counts what it has of the table. True where it has figures."""
    part.indexes.append(index)
    parts = split(line, part.table, _WIDEST)
    words = [w for label in parts.labels for w in look_up(label, part.table)]
    if parts.labels:
        part.columns.update(w.id for w in words if w.kind == "column" and w.how == "exact")
        part.captions += sum(w.kind == "caption" and w.how == "exact" for w in words)
        part.labelled = tuple(w.id for w in words if w.kind == "row")[-1:]
        part.rows.update({w.id: part.rows.get(w.id, 0) for w in words if w.kind == "row" and len(words) == 1})
    count = sum(is_figure(f.raw) for f in parts.figures)
    if line.exact and not count and part.table == "table4":
        count = len(line.cells) if not line.text and len(line.cells) >= _FULL_TABLE_4 else 0
    elif line.exact and not count:
        count = len(parts.figures)
    part.figures += count
    if count:
        for row in part.labelled:
            part.rows[row] = part.rows.get(row, 0) + count
    return count > 0


def _chosen(parts: Sequence[_Part]) -> list[_Part]:
    """The parts that together are the table."""
    chosen: list[_Part] = []
    for part in sorted((p for p in parts if p.own and p.plausible), key=lambda p: not (p.captions or p.columns)):
        if _adds(part, chosen):
            chosen.append(part)
    if not chosen:
        for part in parts:
            if not part.own and part.strong and _adds(part, chosen):
                chosen.append(part)
    return sorted([*chosen, *_headers(parts, chosen)], key=lambda p: p.indexes[0])


def _headers(parts: Sequence[_Part], chosen: Sequence[_Part]) -> Iterator[_Part]:
    """Parts without figures that name what the chosen parts do not, or that stand just before one of them."""
    known = {column for part in chosen for column in part.columns}
    firsts = {part.indexes[0] for part in chosen}
    for part in reversed(parts):
        before = any(part.indexes[-1] + step in firsts for step in range(1, _NEAR + 1))
        if chosen and part.own and not part.figures and (before or not part.columns <= known):
            firsts.add(part.indexes[0])
            yield part


def _adds(part: _Part, chosen: Sequence[_Part]) -> bool:
    """True where the part brings only what the chosen ones do not have."""
    if part.table == "table4":
        held = sum(other.figures for other in chosen)
        return not held or (held < _FULL_TABLE_4 and part.figures < _FULL_TABLE_4)
    return not any(row in other.filled for other in chosen for row in part.filled)


def _words_before(part: _Part, lines: Sequence[Line], closed: frozenset[int]) -> Iterator[int]:
    """The lines just before a part that hold nothing but words of its table, which other texts have as well."""
    first = lines[part.indexes[0]]
    for index in range(part.indexes[0] - 1, -1, -1):
        line = lines[index]
        if index in closed or line.table is not None or line.prose != first.prose or not line.text:
            return
        if not all(any(w.table == part.table for w in look_up(c)) for c in line.cells if c.strip()):
            return
        yield index
