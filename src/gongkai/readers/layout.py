"""Paragraphs and tables out of text and lines that only have places, for every reader of a fixed layout.

A page goes through these steps: its ruling lines become frames (``layout_rules``) and these, with the text in them,
grids (``layout_table``); other text becomes lines (``layout_lines``), some of them rows of a table without lines
(``layout_open``, those with many figures ``layout_columns``). Over all pages, page numbers and running headers fall
away (``layout_margins``) and lines become paragraphs (``layout_flow``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median_low

from gongkai.readers.geometry import Box, Fragment, LayoutPage, Segment
from gongkai.readers.layout_flow import Flow, Margins, margins_of
from gongkai.readers.layout_lines import Line, group, line_of
from gongkai.readers.layout_margins import Item, drop_margins
from gongkai.readers.layout_open import open_tables
from gongkai.readers.layout_rules import frames_of
from gongkai.readers.layout_table import fill
from gongkai.readers.outline import Block

__all__ = ["Box", "Fragment", "LayoutPage", "Segment", "assemble"]

_ENOUGH_FULL = 3
"""A page with as many lines that end at its right margin shows by itself where lines begin and end."""


def assemble(pages: Sequence[LayoutPage]) -> tuple[Block, ...]:
    """Paragraphs and grids of all pages in reading order, each with the number of the page it begins on.

    A table that runs over pages is one grid a page; a paragraph that does is one paragraph. Page numbers, running
    headers and footers are left out.
    """
    items = [_items(page) for page in pages]
    drop_margins(pages, items)
    found = [list(_with_open_tables(page, own)) for page, own in zip(pages, items, strict=True)]
    flow = Flow()
    for page, own, margins in zip(pages, found, _settled(pages, found), strict=True):
        flow.page(page.number, own, margins)
    return flow.blocks()


def _items(page: LayoutPage) -> list[Item]:
    """Lines and ruled tables of a page from top to bottom."""
    fragments = list(page.fragments)
    if not fragments:
        return []
    sizes = sorted(fragment.size for fragment in fragments)
    em = sizes[len(sizes) // 4] or 1.0  # tables are set smaller than the text, their lines stand nearer
    placed: list[tuple[float, Item]] = []
    for frame in frames_of(page.segments, page.boxes, em):
        grid, fragments = fill(frame, fragments, page.number)
        if grid is not None:
            placed.append(((frame.ys[0] + frame.ys[-1]) / 2, grid))
    lines = (line_of(line) for line in group(fragments))
    placed += [(line.middle, line) for line in lines if line is not None]
    return [item for _, item in sorted(placed, key=lambda place: place[0])]


def _with_open_tables(page: LayoutPage, items: Sequence[Item]) -> Iterator[Item]:
    """The items with tables that have no ruling lines made grids."""
    lines: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            lines.append(item)
            continue
        yield from open_tables(lines, page.number)
        lines = []
        yield item
    yield from open_tables(lines, page.number)


def _settled(pages: Sequence[LayoutPage], found: Sequence[Sequence[Item]]) -> Iterator[Margins]:
    """The margins of each page, those of other pages of its width being heard where it has few lines."""
    lines = [[item for item in own if isinstance(item, Line)] for own in found]
    margins = [margins_of(own) for own in lines]
    usual: dict[int, list[Margins]] = defaultdict(list)
    for page, own, its in zip(pages, lines, margins, strict=True):
        if its is not None and sum(abs(line.x1 - its.right) < line.size for line in own) >= _ENOUGH_FULL:
            usual[round(page.width)].append(its)
    for page, its in zip(pages, margins, strict=True):
        alike = usual[round(page.width)]
        if its is None:
            yield Margins(0, page.width, page.height)
        elif alike:
            left, right = median_low(m.left for m in alike), median_low(m.right for m in alike)
            yield Margins(min(left, its.left), max(right, its.right), its.pitch)
        else:  # the margins of a page are about alike on both sides
            yield Margins(its.left, max(its.right, page.width - its.left), its.pitch)
