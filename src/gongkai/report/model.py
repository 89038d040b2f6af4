"""The one model in which everything meets: a published annual report, whatever file it came from.

Source: 国办公开办函〔2021〕30号 (six sections, three tables) and 〔2019〕60号. Ids of rows and columns are those of
the format files. The model is frozen; what is wrong with the source is kept beside the values, never repaired away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gongkai.report.cell import Cell, Number, Place, State
from gongkai.report.format import Format, load_format

__all__ = [
    "AnnualReport",
    "FormatId",
    "Note",
    "Passage",
    "RowFound",
    "Section",
    "Source",
    "Table",
]

FormatId = Literal["2021", "2019", "pre-2019"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of prose and where it stands."""

    text: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections. ``heading`` is the source's own line, None where the section was not found.

    ``in_order`` is False where the section stands before one that should precede it.
    """

    id: str
    heading: str | None
    paragraphs: tuple[Passage, ...] = ()
    place: Place = Place()
    in_order: bool = True

    @property
    def text(self) -> str:
        """The prose of the section, a line a paragraph, without the heading and without the table."""
        return "\n".join(p.text for p in self.paragraphs)


@dataclass(frozen=True, slots=True)
class RowFound:
    """A row of a table as the source has it.

    ``values`` is the number of value cells that stand in the source's row, ``expected`` what the format has;
    ``label`` the source's own words.
    """

    id: str
    label: str
    values: int
    expected: int
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table: every row and column of the format, whether the source has it or not.

    ``rows`` maps row id → column id → cell. ``found`` holds the rows that stand in the source; ``headers`` and
    ``labels`` the source's own words in header and label cells. ``present`` is False where there is no such table.
    ``other`` are rows whose label is not the format's.
    """

    id: str
    rows: Mapping[str, Mapping[str, Cell]]
    found: Mapping[str, RowFound] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    present: bool = True

    def value(self, row: str, column: str) -> Number | None:
        """The figure, or None where the source gives none or the format has no such cell."""
        cell = self.rows.get(row, {}).get(column)
        return None if cell is None else cell.value

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Every cell with its path, ``table3.granted.total``."""
        for row_id, row in self.rows.items():
            for column_id, cell in row.items():
                yield f"{self.id}.{row_id}.{column_id}", cell


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was not plainly read. ``state`` is ``blank``, ``missing`` or ``inferred``."""

    path: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file a report was read from: kind of file, its number of pages where it has pages, warnings of its reader."""

    kind: str = ""
    pages: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """A 政府信息公开工作年度报告.

    ``format`` is that of the tables found, which may not be the one the year asks for; ``pre-2019`` reports have
    empty tables. ``sections`` are always the six of the format, in its order. ``remarks`` are notes on what is not a
    cell (agency, year, sections).
    """

    format: FormatId
    agency: str | None
    year: int | None
    title: str | None
    preamble: tuple[Passage, ...]
    sections: tuple[Section, ...]
    table2: Table
    table3: Table
    table4: Table
    remarks: tuple[Note, ...] = ()
    source: Source = Source()

    @property
    def spec(self) -> Format:
        """The statutory format of the tables; that of 2021 for a report older than any format."""
        return load_format("2021" if self.format == "pre-2019" else self.format)

    @property
    def tables(self) -> tuple[Table, Table, Table]:
        """The three tables in order."""
        return self.table2, self.table3, self.table4

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything that was not plainly read, cell by cell, then the remarks."""
        cells = (
            Note(path, cell.state.value, cell.why)
            for table in self.tables
            for path, cell in table.cells()
            if cell.state is not State.PLAIN
        )
        return (*cells, *self.remarks)

    def section(self, section_id: str) -> Section:
        """The section of that id. Raises KeyError for an unknown one."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def passages(self) -> Iterator[tuple[str, Passage]]:
        """All prose in order: the id of the section (``preamble`` before the first) and the paragraph."""
        for passage in self.preamble:
            yield "preamble", passage
        for section in self.sections:
            for passage in section.paragraphs:
                yield section.id, passage
