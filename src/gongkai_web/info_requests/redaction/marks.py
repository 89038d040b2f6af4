"""What is marked in a file: places (pages, paragraphs), stretches of their text, areas of a page, pictures.

A mark is a position and never a text: it may be kept in a row and told in a log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

__all__ = ["BLOCK", "MARK", "Area", "Char", "Mark", "Picture", "Place", "Source", "joined", "without"]

MARK = "【不予公开】"
"""What stands where something was taken out: always as long, whatever was there."""
BLOCK = "■"
"""The same in a cell of one letter."""

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
    """A rectangle of a page, in points."""

    place: int
    box: Box
    ground: str = "E15"
    detail: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture inside a docx, by the name of its part; ``thumb`` is a PNG, b"" where it cannot be drawn."""

    name: str
    label: str
    thumb: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """A page or a paragraph. ``lines`` are the areas of the lines of a page; ``scan`` a page that is a picture."""

    number: int
    label: str
    text: str
    lines: tuple[Box, ...] = ()
    width: float = 0
    height: float = 0
    scan: bool = False


@dataclass(frozen=True)
class Source:
    """A file that was read: ``kind`` is ``pdf`` or ``docx``; ``notices`` tell what a person must know of it."""

    kind: str
    places: tuple[Place, ...]
    pictures: tuple[Picture, ...] = ()
    notices: tuple[str, ...] = ()
    removed: tuple[str, ...] = field(default=())


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
