"""What every reader gives: a file as headings, paragraphs and grids in reading order, with no idea of what they mean.

A reader does its format alone; ``recognise`` turns an outline into a report, once for all formats.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Grid", "GridCell", "Outline", "Paragraph"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``text`` has no line breaks that come from the width of the page.

    ``level`` is 1 and more where the source itself says that this is a heading (style of Word, h1–h6, #), else None.
    ``page`` counts from 1 where the source has pages.
    """

    text: str
    page: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as it stands in the source, once, in its first row; ``col`` counts grid columns from 0.

    Line breaks inside the cell are kept as ``\\n``; nothing else is changed.
    """

    text: str
    col: int
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``exact`` is True where columns and spans come from the source's own geometry (docx, html, xlsx, a pdf
    with ruling lines) and False where ``col`` is only the order in a line of text (tabs, pipes, spaces).
    """

    rows: tuple[tuple[GridCell, ...], ...]
    page: int | None = None
    exact: bool = True


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Outline:
    """A file read. ``kind`` is the reader (``docx``, ``pdf`` …), ``title`` the document's own metadata title."""

    blocks: tuple[Block, ...]
    kind: str
    title: str | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()
