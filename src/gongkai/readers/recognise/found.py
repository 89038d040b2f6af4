"""What is found of a table before anything is placed: its rows as the source has them, its headers, strange rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.readers.recognise.value import Figure
from gongkai.report.cell import Place
from gongkai.report.model import RowFound

__all__ = ["Got", "Rows"]


@dataclass(slots=True)
class Got:
    """A row found: its id, the label as written, its figures in order, and why its label was not plain.

    ``spans`` are the grid columns each figure takes, ``columns`` the ids in the header above it. A row whose label
    is none of the format's has the id "".
    """

    id: str
    label: str
    figures: list[Figure]
    place: Place
    exact: bool
    why: str = ""
    spans: list[int] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    after: str = ""

    @property
    def empty(self) -> bool:
        """True when no cell of the row holds anything."""
        return not any(f.raw for f in self.figures)

    def fact(self, values: int, expected: int) -> RowFound:
        """The row as the report tells it, with so many values."""
        return RowFound(self.id, self.label, values, expected, self.place)


@dataclass(slots=True)
class Rows:
    """All that was found of one table. ``strange`` are rows whose label is none of the format's."""

    table: str
    rows: dict[str, Got] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    strange: list[Got] = field(default_factory=list)

    @property
    def others(self) -> tuple[str, ...]:
        """The labels of the rows that are none of the format's."""
        return tuple(got.label for got in self.strange if got.label or got.figures)
