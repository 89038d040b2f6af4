"""What a reader of a fixed layout (pdf, ofd, a picture) knows of a page: where its text and its ruling lines stand.

Coordinates run from the upper left corner of the page as it is shown, x to the right and y downwards. The unit is
free (points, millimetres, pixels) as long as one page keeps to it: everything is judged against the size of its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Box", "Fragment", "LayoutPage", "Segment"]


class Fragment(NamedTuple):
    """A piece of text on one line: a character, a word or a run, never more than one cell of a table.

    The box is that of the line of text (ascent to descent), or of the glyphs; ``size`` is the font size. A space at the
    end of ``text`` says that the source has one there, other spaces are found by the distance to the next fragment.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


class Segment(NamedTuple):
    """A ruling line, horizontal or vertical by its longer side; a thin filled box may stand as it is."""

    x0: float
    y0: float
    x1: float
    y1: float


class Box(NamedTuple):
    """A filled area that is no ruling line, such as the background of a cell."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """A page. ``number`` counts from 1; ``fragments`` may stand in any order.

    ``boxes`` are looked at only where no ruling lines make a table.
    """

    number: int
    width: float
    height: float
    fragments: Sequence[Fragment]
    segments: Sequence[Segment] = ()
    boxes: Sequence[Box] = ()
