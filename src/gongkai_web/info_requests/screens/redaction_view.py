"""What the redaction pages show: a page of the paper with its marks, read once and kept for the next request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gongkai_web.files import store
from gongkai_web.info_requests.actions.redaction import BY_HAND
from gongkai_web.info_requests.models import Paper, Redaction
from gongkai_web.info_requests.redaction import Area, Mark, Picture, Place, Source, open_source
from gongkai_web.info_requests.redaction.detectors import KINDS
from gongkai_web.info_requests.redaction.searching import context
from gongkai_web.info_requests.redaction.viewing import page_of, ready

__all__ = ["CHUNK", "Passage", "Sheet", "areas_in", "marks_on", "page_bytes", "pictures_with", "sheet_of", "whole"]

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
    box: str = ""
    by_hand: bool = False


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
    unread: bool = False
    picture: Picture | None = None
    picture_number: int = 0

    @property
    def page(self) -> Place | None:
        """The page, where it is one."""
        return self.places[0] if self.places and not self.paragraphs else None

    @property
    def query(self) -> str:
        """What leads here, in an address."""
        return f"picture={self.picture_number}" if self.picture else f"page={self.number}"


def _is_docx(draft: Redaction) -> bool:
    return draft.paper.file.kind == "docx"


def sheet_of(draft: Redaction, asked: str | None, of_picture: str | None = None) -> Sheet:
    """The page that is asked for, the first for what is none; or a picture of a docx."""
    docx = _is_docx(draft)
    if docx and of_picture is not None and (found := _picture_sheet(draft, of_picture)):
        return found
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
    unread = not docx and number - 1 in draft.unread
    return Sheet(number, count, places, passages, shown, lines, tuple(_jumps(draft, per, number)), unread)


def _picture_sheet(draft: Redaction, asked: str) -> Sheet | None:
    pictures = whole(draft.paper).pictures
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    if not 1 <= number <= len(pictures) or not pictures[number - 1].width:
        return None
    one = pictures[number - 1]
    place = Place(-1, one.label, "", (), one.width, one.height)
    here = [mark for mark in draft.marks if mark.get("pic") == one.name and "box" in mark]
    passages = tuple(_passage(mark, place) for mark in here)
    return Sheet(number, len(pictures), (place,), passages, (), 0, (), one.name in draft.unread, one, number)


def _passage(one: dict[str, Any], place: Place) -> Passage:
    choice = f"{one['g']}:{one['d']}"
    label = KINDS.get(one["k"], "")
    by_hand = one["k"] in BY_HAND
    if "box" in one:
        left, top, right, bottom = (round(value * 25.4 / 72) for value in one["box"])
        there = f"距左{left}、距上{top}，宽{right - left}、高{bottom - top}（毫米）"
        box = " ".join(str(value) for value in one["box"])
        return Passage(one["n"], label, place.label, "", there, "", choice, one["on"], box, by_hand)
    before, there, behind = context(place.text, one["s"], one["e"])
    return Passage(one["n"], label, place.label, before, there, behind, choice, one["on"], "", by_hand)


def pictures_with(draft: Redaction) -> list[tuple[int, Picture, dict[str, Any] | None, int, bool]]:
    """The pictures of a docx: number from 1, the mark for the whole of it, how many areas are ticked, not read."""
    if not _is_docx(draft):
        return []
    marks = {one["pic"]: one for one in draft.marks if "pic" in one and "box" not in one}
    areas = [one["pic"] for one in draft.marks if "pic" in one and "box" in one and one["on"]]
    return [
        (number, one, marks.get(one.name), areas.count(one.name), one.name in draft.unread)
        for number, one in enumerate(whole(draft.paper).pictures, 1)
    ]


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
        if one["p"] < 0:
            continue  # a picture, which has a list of its own
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
        if one["p"] == number and "pic" not in one:
            made: Mark | Area = Area(number, tuple(one["box"])) if "box" in one else Mark(number, one["s"], one["e"])
            (ticked if one["on"] else offered).append(made)
    return ticked, offered


def areas_in(draft: Redaction, name: str) -> tuple[list[Area], list[Area]]:
    """What is ticked and what is not in a picture."""
    ticked: list[Area] = []
    offered: list[Area] = []
    for one in draft.marks:
        if one.get("pic") == name and "box" in one:
            (ticked if one["on"] else offered).append(Area(-1, tuple(one["box"]), picture=name))
    return ticked, offered
