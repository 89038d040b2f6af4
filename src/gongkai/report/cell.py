"""One figure of a statutory table: its value, what stood in the source, and how sure the reading is.

Blank, missing and zero are three things: a blank cell is there and holds no number, a missing cell is not in the
source (or cannot be placed), and only a plain ``0`` is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

__all__ = ["Cell", "Number", "Place", "State"]

Number = int | Decimal


class State(StrEnum):
    """How a value was read. Everything but ``PLAIN`` is told in the report's notes."""

    PLAIN = "plain"
    BLANK = "blank"
    MISSING = "missing"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source something stands; each part is None where the source has no such thing.

    ``page`` counts from 1, ``block`` is the order of the paragraph or grid in the outline from 0, ``row`` counts the
    rows of a grid from 0.
    """

    page: int | None = None
    block: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure. ``raw`` is the source's own text, ``why`` says in Chinese why the state is not ``PLAIN``."""

    value: Number | None
    raw: str = ""
    state: State = State.PLAIN
    why: str = ""
    place: Place | None = None

    @property
    def plain(self) -> bool:
        """True when the value stands in the source just so."""
        return self.state is State.PLAIN
