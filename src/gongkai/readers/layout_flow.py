"""Paragraphs out of lines: where one ends and the next begins, within a page and over the end of one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from gongkai.readers.layout_lines import Line, is_wide
from gongkai.readers.outline import Block, Grid, Paragraph

__all__ = ["Flow", "Margins", "margins_of"]

# In sizes of the text:
_INDENT = 1.2  # a first line stands in by two characters, a converter may lose some of it
_SET_IN = 2.6  # more than a first line
_SLACK = 0.6  # room that a full line may leave
_GAP = 1.75  # of the usual distance of lines: more is a new paragraph
_OTHER_SIZE = 0.16  # of the larger: a heading, not the same paragraph

_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]"
    r"|第[一二三四五六七八九十百]{1,4}[条章节]|[①-⑳]"
)
_CLOSED = tuple("。；：！？…”）》.;:!?)")
_UNIT = re.compile(r"[\x21-\x7e]+|.[，。、；：！？）》〉”’】〕…]*", re.DOTALL)
_ADDRESS = re.compile(r"://|www\.|@")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a page begin and end, and how far apart they stand."""

    left: float
    right: float
    pitch: float


def margins_of(lines: Sequence[Line]) -> Margins | None:
    """The margins of the text of a page; None for a page without lines outside its tables."""
    if not lines:
        return None
    size = median(line.size for line in lines)
    few = max(2, len(lines) // 8)
    left = _edge(sorted(line.x0 for line in lines), few, _SLACK * size)
    right = -_edge(sorted(-line.x1 for line in lines), few, 2 * _SLACK * size)
    steps = [b.middle - a.middle for a, b in itertools.pairwise(lines) if b.middle > a.middle]
    return Margins(left, right, median(steps) if steps else 2 * size)


def _edge(places: list[float], few: int, near: float) -> float:
    """The first place that so many share, else the very first."""
    for k, place in enumerate(places):
        if len(places) >= k + few and places[k + few - 1] - place <= near:
            return place
    return places[0]


class Flow:
    """Takes lines and grids in reading order and gives blocks; a paragraph may run on over the end of a page."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._text: list[str] = []
        self._page = 0
        self._last: Line | None = None
        self._margins = Margins(0, 0, 0)

    def page(self, number: int, items: Sequence[Line | Grid], margins: Margins) -> None:
        """Add what stands on a page, whose text has these margins."""
        before = self._last  # its distance to the first line of this page says nothing
        for item in items:
            if isinstance(item, Grid):
                self._close()
                self._blocks.append(item)
                continue
            last = self._last
            if last is not None and _begins(item, last, self._margins, margins, turned=last is before):
                self._close()
                last = None
            if last is None:
                self._page = number
            elif _spaced(last.text, item.text):
                self._text.append(" ")
            self._text.append(item.text)
            self._last, self._margins = item, margins

    def blocks(self) -> tuple[Block, ...]:
        """Everything so far."""
        self._close()
        return tuple(self._blocks)

    def _close(self) -> None:
        if self._text:
            self._blocks.append(Paragraph("".join(self._text), self._page))
        self._text = []
        self._last = None


def _begins(line: Line, last: Line, above: Margins, here: Margins, *, turned: bool) -> bool:
    """Whether a paragraph begins with this line, ``last`` being the one before; ``turned`` when on a new page."""
    size = max(line.size, last.size)
    if abs(line.size - last.size) > _OTHER_SIZE * size:
        return True
    if not turned and line.middle - last.middle > _GAP * here.pitch:
        return True
    if not _is_full(last, line, above):
        return True
    inset = line.x0 - here.left
    if inset > _INDENT * size:
        if last.text.endswith(_CLOSED) or _NUMBERED.match(line.text):
            return True
        # What is left of a title stands in the middle, lines of a block that is set in stand as the one above.
        central = abs(inset - (here.right - line.x1)) < size
        block = inset > _SET_IN * size and abs(inset - (last.x0 - above.left)) < size / 4
        return not central and not block
    return last.text.endswith(_CLOSED) and bool(_NUMBERED.match(line.text))


def _is_full(last: Line, line: Line, margins: Margins) -> bool:
    """Whether the first word of the next line had no room left in the last."""
    unit = _UNIT.match(line.text)
    text = unit.group() if unit else line.text[:1]
    width = line.size * (len(text) if is_wide(text[0]) else len(text) / 2)
    return last.x1 + width > margins.right - _SLACK * line.size


def _spaced(before: str, after: str) -> bool:
    """Whether the end of a line stands for a space: between words of latin letters, not inside an address."""
    if is_wide(before[-1]) or is_wide(after[0]) or before[-1] in "-/@_":
        return False
    return not _ADDRESS.search(before.rpartition(" ")[2])
