"""Personal data and typed texts in what was recognised in pictures: where they stand, as areas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gongkai_web.info_requests.redaction.marks import Area, Box, Mark, Place, Source, Words
from gongkai_web.info_requests.redaction.searching import find, propose

__all__ = ["covered", "find_everywhere", "left_over", "propose_everywhere"]

_BEYOND = 1_000_000
"""Numbers of places from here on are recognised: no file has so many pages or paragraphs."""
_PAD = 0.3
"""Of the height of a line: where a character ends is a guess, and half a digit tells the digit."""


def _with(source: Source, words: Sequence[Words]) -> tuple[Source, list[list[Words]]]:
    """The file with a place more for each picture that says something, and the lines of each of those."""
    groups: dict[tuple[int, str], list[Words]] = {}
    for one in words:
        groups.setdefault((one.place, one.picture), []).append(one)
    held = list(groups.values())
    # A page's lines are joined as the lines of its text are: what runs over the end of one is found.
    more = tuple(Place(_BEYOND + number, "", "\n".join(one.text for one in lines)) for number, lines in enumerate(held))
    return replace(source, places=(*source.places, *more)), held


def propose_everywhere(source: Source, words: Sequence[Words]) -> list[Mark | Area]:
    """What looks like a person's data in the text and in the pictures; what one says is looked for in the other."""
    joined, groups = _with(source, words)
    return list(_placed(propose(joined), groups))


def find_everywhere(
    source: Source, words: Sequence[Words], text: str, *, ground: str, detail: str
) -> list[Mark | Area]:
    """Everywhere a text stands, in pictures too."""
    joined, groups = _with(source, words)
    return list(_placed(find(joined, text, ground=ground, detail=detail), groups))


def _placed(marks: Iterable[Mark], groups: list[list[Words]]) -> Iterator[Mark | Area]:
    for mark in marks:
        if mark.place < _BEYOND:
            yield mark
            continue
        at = 0
        for line in groups[mark.place - _BEYOND]:
            start, stop = max(mark.start - at, 0), min(mark.stop - at, len(line.text))
            at += len(line.text) + 1
            if start < stop:
                yield Area(line.place, _box(line, start, stop), mark.ground, mark.detail, mark.kind, line.picture)


def _box(line: Words, start: int, stop: int) -> Box:
    x0, y0, x1, y1 = line.box
    if y1 - y0 > 1.5 * (x1 - x0) and len(line.text) > 1:
        return x0, y0, x1, y1  # written downwards: the whole of it
    pad = _PAD * (y1 - y0)
    box = (max(line.cuts[start] - pad, 0.0), max(y0 - pad / 2, 0.0), line.cuts[stop] + pad, y1 + pad / 2)
    return tuple(round(value, 2) for value in box)  # type: ignore[return-value]


def _inside(line: Words, at: int, boxes: Iterable[Box]) -> bool:
    x, y = (line.cuts[at] + line.cuts[at + 1]) / 2, (line.box[1] + line.box[3]) / 2
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)


def covered(words: Iterable[Words], boxes: Sequence[Box]) -> list[str]:
    """What of the recognised lines areas cover: a text for each stretch of a line."""
    found: list[str] = []
    for line in words:
        flags = [_inside(line, at, boxes) for at in range(len(line.text))]
        text = "".join(sign if flag else "\0" for sign, flag in zip(line.text, flags, strict=True))
        found += [piece for piece in text.split("\0") if piece.strip()]
    return found


def left_over(words: Iterable[Words], boxes: Sequence[Box]) -> str:
    """What of them areas do not cover, line by line."""
    lines = []
    for line in words:
        kept = [" " if _inside(line, at, boxes) else sign for at, sign in enumerate(line.text)]
        lines.append("".join(kept))
    return "\n".join(lines)
