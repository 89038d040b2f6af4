"""Outline → lines: paragraphs and rows of grids in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.readers.outline import Outline, Paragraph
from gongkai.report.cell import Place

__all__ = ["Line", "lines_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (one cell, ``prose``) or a row. ``spans`` are the columns each cell takes, ``exact`` as in Grid.

    ``wide`` is the number of columns of the grid, ``alone`` is True for its only row. ``table`` is the id of the
    statutory table the line belongs to, None for prose and for other tables.
    """

    cells: tuple[str, ...]
    place: Place
    prose: bool
    exact: bool = False
    spans: tuple[int, ...] = ()
    wide: int = 0
    alone: bool = False
    level: int | None = None
    table: str | None = None

    @property
    def text(self) -> str:
        """The cells that hold something, one after another."""
        return " ".join(cell.strip() for cell in self.cells if cell.strip())


def lines_of(outline: Outline) -> Iterator[Line]:
    """The lines of an outline, not yet assigned to tables."""
    for number, block in enumerate(outline.blocks):
        if isinstance(block, Paragraph):
            yield Line((block.text,), Place(block.page, number), prose=True, level=block.level)
            continue
        wide = max((cell.col + cell.colspan for row in block.rows for cell in row), default=0)
        for row_number, row in enumerate(block.rows):
            yield Line(
                tuple(cell.text for cell in row),
                Place(block.page, number, row_number),
                prose=False,
                exact=block.exact,
                spans=tuple(cell.colspan for cell in row),
                wide=wide,
                alone=len(block.rows) == 1,
            )
