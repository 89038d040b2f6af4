"""Passages of a file: what looks like a person's data, and every place where a typed text stands."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_web.info_requests.redaction.detectors import Found, detect
from gongkai_web.info_requests.redaction.marks import Mark, Source
from gongkai_web.info_requests.redaction.matching import fold, folded, occurrences

__all__ = ["ACROSS", "across", "context", "find", "propose"]

ACROSS = 6
"""Characters from which a text is also looked for across cells, paragraphs and pages: a number of one digit a cell."""
_AROUND = 24
_LABEL = 12


def propose(source: Source) -> list[Mark]:
    """What looks like a person's data. The same name or number anywhere else in the file is proposed as well."""
    marks: dict[tuple[int, int, int], Mark] = {}
    known: dict[str, tuple[str, str]] = {}
    before = ""
    for place in source.places:
        # In a form the label is a cell of its own, which is a paragraph of its own.
        label = f"{before}\n" if 0 < len(before) <= _LABEL else ""
        before = place.text.strip() if source.kind == "docx" else ""
        for seen in detect(label + place.text):
            found = Found(seen.start - len(label), seen.stop - len(label), seen.kind, seen.sure)
            if found.start < 0:
                continue
            text = place.text[found.start : found.stop]
            known.setdefault(fold(text), (text, found.kind))
            mark = Mark(place.number, found.start, found.stop, "E15", "个人隐私", found.kind)
            marks[mark.place, mark.start, mark.stop] = mark
    for text, kind in known.values():
        for mark in find(source, text, kind=kind):
            if not any(_overlap(mark, other) for other in marks.values() if other.place == mark.place):
                marks[mark.place, mark.start, mark.stop] = mark
    return sorted(marks.values(), key=lambda one: (one.place, one.start))


def _overlap(one: Mark, other: Mark) -> bool:
    return one.start < other.stop and other.start < one.stop


def find(
    source: Source, text: str, *, ground: str = "E15", detail: str = "个人隐私", kind: str = "typed"
) -> list[Mark]:
    """Everywhere a text stands; a long one also where it runs over the end of a cell, a paragraph or a page."""
    found = [
        Mark(place.number, start, stop, ground, detail, kind)
        for place in source.places
        for start, stop in occurrences(place.text, text)
    ]
    if len(fold(text)) >= ACROSS:
        found += [Mark(place, start, stop, ground, detail, kind) for place, start, stop in across(source, text)]
    return found


def across(source: Source, text: str) -> Iterator[tuple[int, int, int]]:
    """The pieces, one in each place, of where a text runs over the end of a place."""
    pieces: list[str] = []
    owners: list[tuple[int, int]] = []
    for place in source.places:
        plain, at = folded(place.text)
        pieces.append(plain)
        owners.extend((place.number, where) for where in at)
    everything, needle = "".join(pieces), fold(text)
    found = everything.find(needle) if needle else -1
    while found >= 0:
        touched: dict[int, list[int]] = {}
        for number, where in owners[found : found + len(needle)]:
            touched.setdefault(number, []).append(where)
        if len(touched) > 1:
            yield from ((number, min(where), max(where) + 1) for number, where in touched.items())
        found = everything.find(needle, found + 1)


def context(text: str, start: int, stop: int) -> tuple[str, str, str]:
    """What stands before, there and behind, blanks drawn together."""
    before, there, behind = text[max(0, start - _AROUND) : start], text[start:stop], text[stop : stop + _AROUND]
    return " ".join(before.split()), " ".join(there.split()), " ".join(behind.split())
