"""What stands on pages and is no part of the text: page numbers, running headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from gongkai.readers.geometry import LayoutPage
from gongkai.readers.layout_lines import Line
from gongkai.readers.outline import Grid

__all__ = ["Item", "drop_margins"]

Item = Line | Grid

_ZONE = 0.12  # of the height of the page, at its top and at its foot
_DEEPEST = 2  # lines from the edge inwards that may be header or footer
_DASHES = r"[-—–－―─~～·.\s]*"
_MARKED = re.compile(
    rf"[-—–－―─~～·]{_DASHES}(\d{{1,4}}){_DASHES}|第\s*(\d{{1,4}})\s*页.{{0,12}}|(\d{{1,4}})\s*/\s*\d{{1,4}}"
    r"|共\s*\d{1,4}\s*页.{0,12}|[Pp]age\s*(\d{1,4}).{0,12}"
)
_BARE = re.compile(r"\d{1,4}|[ivxIVX]{1,6}")


def drop_margins(pages: Sequence[LayoutPage], items: Sequence[list[Item]]) -> None:
    """Take page numbers, running headers and footers out of the items of each page."""
    repeated: Counter[tuple[str, int]] = Counter()
    offsets: Counter[int] = Counter()
    edges = [_edge_lines(page, found) for page, found in zip(pages, items, strict=True)]
    for page, lines in zip(pages, edges, strict=True):
        repeated.update({key for line in lines for key in _keys(line, page)})
        offsets.update(int(line.text) - page.number for line in lines if _digits(line.text))
    often = max(2, len(pages) * 2 // 5)
    for page, found, lines in zip(pages, items, edges, strict=True):
        for line in lines:
            text = line.text
            numbered = bool(_MARKED.fullmatch(text)) or bool(
                _BARE.fullmatch(text)
                and _only(line, found, page)
                and (not _digits(text) or offsets[int(text) - page.number] > 1 or int(text) == page.number)
            )
            if numbered or any(repeated[key] >= often for key in _keys(line, page)):
                found.remove(line)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4


def _edge_lines(page: LayoutPage, items: Sequence[Item]) -> list[Line]:
    """The outermost lines of the page that stand in its margins."""
    top, foot = page.height * _ZONE, page.height * (1 - _ZONE)
    first = [item for item in items[:_DEEPEST] if isinstance(item, Line) and item.middle < top]
    last = [item for item in items[-_DEEPEST:] if isinstance(item, Line) and item.middle > foot]
    return first + [line for line in last if line not in first]


def _only(line: Line, items: Sequence[Item], page: LayoutPage) -> bool:
    """A bare number is a page number at the very foot, or at the very head, of a page with more on it."""
    return len(items) > 1 and (items[-1] is line if line.middle > page.height / 2 else items[0] is line)


def _keys(line: Line, page: LayoutPage) -> tuple[tuple[str, int], ...]:
    """The line as other pages would have it; two heights, so that a hair's breadth parts no pair."""
    text = re.sub(r"\d+", "#", line.text)
    step = line.middle / page.height * 100
    return (text, int(step)), (text, -1 - int(step + 0.5))
