"""Lines that seem to belong to a statutory table, taken in parts, and what each part has of the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.readers.recognise.evidence import bridges
from gongkai.readers.recognise.headings import Heading
from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.split import split
from gongkai.readers.recognise.value import is_figure
from gongkai.readers.recognise.vocabulary import look_up
from gongkai.report.format import load_format

__all__ = ["FULL_TABLE_4", "Part", "parts_of"]

_SECTIONS = {spec.table: spec.id for spec in load_format("2021").sections if spec.table}
_FIRST_ROWS = {"table2": ("regulations", "normative_documents"), "table3": ("received", "carried_in")}
FULL_TABLE_4 = 13
"""So many figures are the row of table 4, of fifteen, with two lost."""
_TABLE_3_FIGURES = range(4, 12)
_MANY_COLUMNS = 4
_MANY_ROWS = 8
_FEW_COLUMNS = 3


@dataclass(slots=True, eq=False)
class Part:
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
            return self.figures >= FULL_TABLE_4 or (self.figures > 0 and len(self.columns) >= _FEW_COLUMNS)
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
            return self.figures >= FULL_TABLE_4 and len(self.columns) >= _FEW_COLUMNS
        headed = bool(self.captions or self.columns)
        return self.plausible and (len(self.rows) >= 2 and headed if self.table == "table2" else len(self.rows) >= 3)


def parts_of(lines: Sequence[Line], headings: Sequence[Heading], closed: frozenset[int]) -> Iterator[Part]:
    """The lines in parts: a part ends at a heading, at prose, at a grid of another width, and where a copy begins."""
    starts = {h.index: h.section for h in headings}
    section: str | None = None
    part: Part | None = None
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
            begun = Part(part.table, section)
            headers = [i for i in since if i >= part.indexes[0]]
            del part.indexes[len(part.indexes) - len(headers) :]
            yield part
            part = begun
            for header in headers:
                _take(part, header, lines[header])
        part = part or Part(line.table, section)
        if _take(part, index, line):
            since = []
        else:
            since.append(index)
    if part:
        yield part


def _goes_on(part: Part, before: Line, line: Line) -> bool:
    if line.table != part.table or line.prose != before.prose:
        return False
    same = line.place.block == before.place.block or line.prose or not (line.exact and before.exact)
    return same or line.wide == before.wide or line.alone or before.alone


def _begins_copy(part: Part, line: Line) -> bool:
    """True for the first row, or the header of table 4, when the part has that already and is far on."""
    if part.table == "table4":
        columns = {w.id for c in line.cells for w in look_up(c, "table4") if w.kind == "column"}
        return part.figures >= FULL_TABLE_4 and len(columns) >= _FEW_COLUMNS
    ids = {w.id for c in line.cells for w in look_up(c, part.table) if w.kind == "row" and w.how == "exact"}
    return any(row in ids and row in part.filled for row in _FIRST_ROWS[part.table]) and len(part.rows) > 3


def _take(part: Part, index: int, line: Line) -> bool:
    """Takes a line in and counts what it has of the table. True where it has figures."""
    part.indexes.append(index)
    parts = split(line, part.table)
    words = [w for label in parts.labels for w in look_up(label, part.table)]
    if parts.labels:
        part.columns.update(w.id for w in words if w.kind == "column" and w.how == "exact")
        part.captions += sum(w.kind == "caption" and w.how == "exact" for w in words)
        part.labelled = tuple(w.id for w in words if w.kind == "row")[-1:]
        part.rows.update({w.id: part.rows.get(w.id, 0) for w in words if w.kind == "row" and len(words) == 1})
    count = sum(is_figure(f.raw) for f in parts.figures)
    if line.exact and not count and part.table == "table4":
        count = len(line.cells) if not line.text and len(line.cells) >= FULL_TABLE_4 else 0
    elif line.exact and not count:
        count = len(parts.figures)
    part.figures += count
    if count:
        for row in part.labelled:
            part.rows[row] = part.rows.get(row, 0) + count
    return count > 0
