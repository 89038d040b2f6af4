"""What is marked in a file: places (pages, paragraphs), stretches of their text, areas of a page or picture, pictures.

A mark is a position and never a text: it may be kept in a row and told in a log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

__all__ = [
    "BLOCK", "MARK", "PX", "Area", "Box", "Char", "Mark", "Picture", "Place", "Source", "Words", "joined", "without",
]  # fmt: skip

MARK = "【不予公开】"
"""What stands where something was taken out: always as long, whatever was there."""
BLOCK = "■"
"""The same in a cell of one letter."""

PX = 72 / 96
"""Points to a pixel of a picture in a docx."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the upper left corner of the page as it is shown."""


@dataclass(frozen=True, slots=True)
class Char:
    """A character of a page. ``shown`` is False where nothing of it can be seen on the page."""

    text: str
    box: Box
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text of a place, ``start`` to ``stop``; ``ground`` an id of gongkai.law, ``detail`` its sub."""

    place: int
    start: int
    stop: int
    ground: str = "E15"
    detail: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a page, in points; with ``picture`` (a name) one of that picture of a docx, and no place."""

    place: int
    box: Box
    ground: str = "E15"
    detail: str = ""
    kind: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line that was recognised in what is a picture: of a page, or of a docx by its name.

    ``cuts``: where each character begins, in points from the left edge, and where the last one ends.
    """

    place: int
    text: str
    box: Box
    cuts: tuple[float, ...]
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture inside a docx, by the name of its part; ``thumb`` is a PNG, b"" where it cannot be drawn.

    ``width`` and ``height`` are in points, 96 pixels to an inch; 0 where it cannot be drawn.
    """

    name: str
    label: str
    thumb: bytes = b""
    data: bytes = field(default=b"", repr=False)
    width: float = 0
    height: float = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A page or a paragraph. ``lines`` are the areas of the lines of a page; ``scan`` a page that is a picture.

    ``pictured``: a page that shows something besides its text in which writing may stand.
    """

    number: int
    label: str
    text: str
    lines: tuple[Box, ...] = ()
    width: float = 0
    height: float = 0
    scan: bool = False
    pictured: bool = False


@dataclass(frozen=True)
class Source:
    """A file that was read: ``kind`` is ``pdf`` or ``docx``; ``notices`` tell what a person must know of it.

    ``covers``: areas that somebody meant to cover in the original, by notes that do not come along.
    """

    kind: str
    places: tuple[Place, ...]
    pictures: tuple[Picture, ...] = ()
    notices: tuple[str, ...] = ()
    removed: tuple[str, ...] = field(default=())
    covers: tuple[Area, ...] = ()


def without(text: str, marks: Iterable[Mark]) -> str:
    """A text with the marked stretches replaced: what a writer must come to, by the plainest of ways."""
    pieces: list[str] = []
    done = 0
    for mark in joined(marks):
        pieces += [text[done : mark.start], MARK]
        done = mark.stop
    return "".join([*pieces, text[done:]])


def joined(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks of one place in order, those that overlap as one with the ground of the first."""
    held: Mark | None = None
    for mark in sorted(marks, key=lambda one: (one.start, -one.stop)):
        if held is None:
            held = mark
        elif mark.start < held.stop:
            stop = max(held.stop, mark.stop)
            held = Mark(held.place, held.start, stop, held.ground, held.detail, held.kind)
        else:
            yield held
            held = mark
    if held is not None:
        yield held
