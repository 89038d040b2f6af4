"""Automatic numbers of paragraphs: ``numbering.xml`` and the count so far → the number a person sees.

The headings of real reports are often numbered by Word; without this 一、 and （一） would be lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from gongkai.readers.word.names import W, count, switched_on, value
from gongkai.readers.word.ordinals import ordinal
from gongkai.readers.word.styles import Style, Styles

__all__ = ["Numbering"]

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_OFF = "0"
_MAX_LABEL = 100
# After these a number needs no space before the text: 一、总体情况, （一）主动公开, 1.属于国家秘密.
_CLOSERS = tuple("、，．。.)）：:】〕》")


@dataclass(frozen=True, slots=True)
class _Level:
    text: str = ""
    number_format: str = "decimal"
    start: int = 1
    restart: int | None = None
    legal: bool = False
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: its levels with overrides, the abstract list that counts for it, and the starts it sets anew."""

    counter: str
    levels: tuple[_Level, ...]
    restarts: dict[int, int]
    styles: dict[str, int]


class Numbering:
    """Counts through a document; ask for the label of each numbered paragraph once, in reading order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._nums: dict[str, etree._Element] = {}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._used: set[str] = set()
        for element in () if root is None else root.iterchildren(W + "abstractNum"):
            self._abstract[element.get(W + "abstractNumId", "")] = element
        for element in () if root is None else root.iterchildren(W + "num"):
            self._nums[element.get(W + "numId", "")] = element

    def label(self, num_id: str | None, level: int | None, style: Style) -> str:
        """The number in front of the next paragraph, ``""`` where it has none. ``num_id`` and ``level`` are what the
        paragraph itself says, None where it leaves that to its style.
        """
        own = num_id is not None
        num_id = num_id if num_id is not None else style.num_id
        if num_id is None or num_id == _OFF:
            return ""
        if num_id not in self._lists:
            self._lists[num_id] = self._list(num_id)
        found = self._lists[num_id]
        if found is None:
            return ""
        if level is None:
            level = style.num_level if style.num_level is not None else 0 if own else found.styles.get(style.id, 0)
        return self._next(num_id, found, min(level, _LEVELS - 1))

    def _next(self, num_id: str, found: _List, level: int) -> str:
        counts = self._counts.setdefault(found.counter, [None] * _LEVELS)
        if num_id not in self._used:
            self._used.add(num_id)
            for place in found.restarts:
                counts[place] = None
        now = counts[level]
        counts[level] = found.restarts.get(level, found.levels[level].start) if now is None else now + 1
        for deeper in range(level + 1, _LEVELS):
            restart = found.levels[deeper].restart
            if level < (deeper if restart is None else restart):
                counts[deeper] = None
        shown = found.levels[level]
        if shown.number_format == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            at = counts[place]
            value = found.levels[place].start if at is None else at
            return ordinal(value, "decimal" if shown.legal else found.levels[place].number_format)

        label = _PLACE.sub(number, shown.text)
        return label + " " if shown.spaced and label and not label.endswith(_CLOSERS) else label

    def _list(self, num_id: str) -> _List | None:
        num = self._nums.get(num_id)
        if num is None:
            return None
        abstract = self._abstract.get(value(num, "abstractNumId") or "")
        link = value(abstract, "numStyleLink")
        if link is not None:
            # A list style: the levels stand in the abstract list that the style itself uses.
            target = self._nums.get(self._styles.num_id(link) or "")
            abstract = self._abstract.get(value(target, "abstractNumId") or "", abstract)
        if abstract is None:
            return None
        levels = [_Level()] * _LEVELS
        styles: dict[str, int] = {}
        restarts: dict[int, int] = {}
        for element in abstract.iterchildren(W + "lvl"):
            place = count(element.get(W + "ilvl"), _LEVELS)
            if place < _LEVELS:
                levels[place] = _level(element)
                styles.setdefault(value(element, "pStyle") or "", place)
        for override in num.iterchildren(W + "lvlOverride"):
            place = count(override.get(W + "ilvl"), _LEVELS)
            if place >= _LEVELS:
                continue
            own = override.find(W + "lvl")
            if own is not None:
                levels[place] = _level(own)
            start = value(override, "startOverride")
            if start is not None:
                restarts[place] = count(start, 1)
        return _List(abstract.get(W + "abstractNumId", ""), tuple(levels), restarts, styles)


def _level(element: etree._Element) -> _Level:
    # Word 2010 wraps formats of its own in mc:AlternateContent; the first one found is as good as decimal then.
    written = next(element.iter(W + "numFmt"), None)
    restart = value(element, "lvlRestart")
    return _Level(
        text=(value(element, "lvlText") or "")[:_MAX_LABEL],
        number_format="decimal" if written is None else written.get(W + "val", "decimal"),
        start=count(value(element, "start"), 0),
        restart=None if restart is None else count(restart, 0),
        legal=switched_on(element.find(W + "isLgl")),
        spaced=value(element, "suff") != "nothing",
    )
