"""What the redaction pages show: a page of the paper with its marks, read once and kept for the next request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gongkai_web.files import store
from gongkai_web.info_requests.models import Paper, Redaction
from gongkai_web.info_requests.redaction import Area, Mark, Place, Source, open_source
from gongkai_web.info_requests.redaction.detectors import KINDS
from gongkai_web.info_requests.redaction.searching import context
from gongkai_web.info_requests.redaction.viewing import page_of, ready

__all__ = ["CHUNK", "Passage", "Sheet", "marks_on", "page_bytes", "sheet_of", "whole"]

CHUNK = 40
"""Paragraphs of a docx that are shown together."""
_MANY = 60


@lru_cache(maxsize=4)
def _ready(name: str, kind: str) -> bytes:
    return ready(kind, store.read(name))


@lru_cache(maxsize=4)
def _source(name: str, kind: str) -> Source:
    return open_source(kind, store.read(name))


@lru_cache(maxsize=32)
def _page(name: str, kind: str, number: int) -> Place:
    return page_of(_ready(name, kind), number)


def page_bytes(paper: Paper) -> bytes:
    """The PDF that the pages are taken from."""
    return _ready(paper.file.original.name, paper.file.kind)


def whole(paper: Paper) -> Source:
    """The whole paper, to look for something everywhere."""
    return _source(paper.file.original.name, paper.file.kind)


@dataclass(frozen=True, slots=True)
class Passage:
    """A mark as it is listed: what is before, in and behind it, and the choice of its ground."""

    number: int
    kind: str
    where: str
    before: str
    there: str
    behind: str
    choice: str
    on: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: ``how`` is "", ``on`` or ``off``."""

    text: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is worked on at once: a page, or some paragraphs. ``number`` and ``count`` are from 1."""

    number: int
    count: int
    places: tuple[Place, ...]
    passages: tuple[Passage, ...]
    paragraphs: tuple[tuple[Place, tuple[Piece, ...]], ...]
    lines: int
    jumps: tuple[tuple[int, int, int], ...]

    @property
    def page(self) -> Place | None:
        """The page, where it is one."""
        return self.places[0] if self.places and not self.paragraphs else None


def _is_docx(draft: Redaction) -> bool:
    return draft.paper.file.kind == "docx"


def sheet_of(draft: Redaction, asked: str | None) -> Sheet:
    """The page that is asked for, the first for what is none."""
    docx = _is_docx(draft)
    per = CHUNK if docx else 1
    count = max(1, -(-draft.places // per))
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    number = min(max(number, 1), count)
    name, kind = draft.paper.file.original.name, draft.paper.file.kind
    first = (number - 1) * CHUNK
    places = _source(name, kind).places[first : first + CHUNK] if docx else (_page(name, kind, number - 1),)
    inside = {place.number: place for place in places}
    here = [one for one in draft.marks if one["p"] in inside]
    passages = tuple(_passage(one, inside[one["p"]]) for one in here)
    shown = tuple((place, tuple(_pieces(place, here))) for place in places) if docx else ()
    lines = 0 if docx else len(places[0].lines)
    return Sheet(number, count, places, passages, shown, lines, tuple(_jumps(draft, per, number)))


def _passage(one: dict[str, Any], place: Place) -> Passage:
    choice = f"{one['g']}:{one['d']}"
    label = KINDS.get(one["k"], "")
    if "box" in one:
        left, top, right, bottom = (round(value * 25.4 / 72) for value in one["box"])
        there = f"距左{left}、距上{top}，宽{right - left}、高{bottom - top}（毫米）"
        return Passage(one["n"], label, place.label, "", there, "", choice, one["on"])
    before, there, behind = context(place.text, one["s"], one["e"])
    return Passage(one["n"], label, place.label, before, there, behind, choice, one["on"])


def _pieces(place: Place, marks: list[dict[str, Any]]) -> list[Piece]:
    """The paragraph cut where marks begin and end."""
    how = [""] * len(place.text)
    for one in sorted((one for one in marks if one["p"] == place.number and "s" in one), key=lambda one: one["on"]):
        for at in range(one["s"], min(one["e"], len(how))):
            how[at] = "on" if one["on"] else "off"
    pieces: list[Piece] = []
    for at, letter in enumerate(place.text):
        if pieces and pieces[-1].how == how[at]:
            pieces[-1] = Piece(pieces[-1].text + letter, how[at])
        else:
            pieces.append(Piece(letter, how[at]))
    return pieces


def _jumps(draft: Redaction, per: int, shown: int) -> list[tuple[int, int, int]]:
    """Pages with marks: number, how many are ticked, how many there are; of many those near the shown one."""
    counted: dict[int, list[int]] = {}
    for one in draft.marks:
        held = counted.setdefault(one["p"] // per + 1, [0, 0])
        held[0] += one["on"]
        held[1] += 1
    rows = [(number, on, every) for number, (on, every) in sorted(counted.items())]
    if len(rows) > _MANY:
        rows = sorted(sorted(rows, key=lambda row: abs(row[0] - shown))[:_MANY])
    return rows


def marks_on(draft: Redaction, number: int) -> tuple[list[Mark | Area], list[Mark | Area]]:
    """What is ticked and what is not on a page."""
    ticked: list[Mark | Area] = []
    offered: list[Mark | Area] = []
    for one in draft.marks:
        if one["p"] == number:
            made: Mark | Area = Area(number, tuple(one["box"])) if "box" in one else Mark(number, one["s"], one["e"])
            (ticked if one["on"] else offered).append(made)
    return ticked, offered
