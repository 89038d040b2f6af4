"""A result as it is shown: its title and the telling piece of its text, with the words marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai_web.common.words import places, spans
from gongkai_web.search.kinds import KINDS
from gongkai_web.search.models import Entry

__all__ = ["Hit", "hit"]

_PIECE = 120
_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Hit:
    """A result: the entry, its title and a piece of its text with the words marked."""

    entry: Entry
    title: SafeString
    snippet: SafeString

    @property
    def kind(self) -> str:
        """What it is, in Chinese."""
        return KINDS.get(self.entry.kind, "")


def hit(entry: Entry, text: str, words: list[str]) -> Hit:
    """For somebody who typed ``text`` with these words."""
    return Hit(entry, _marked(entry.title, words), _marked(_piece(entry.body, text, words), words))


def _piece(body: str, text: str, words: list[str]) -> str:
    """The piece with the most different words in it, or with all of it as it was typed, in one line."""
    start = body.find(text) if text else -1
    if start < 0:
        found = places(body, words)
        reach = _PIECE - _BEFORE
        held = [(len({word for at, word in found if start <= at < start + reach}), -start) for start, _ in found]
        start = -max(held)[1] if held else 0
    start = max(start - _BEFORE, 0)
    piece = " ".join(body[start : start + _PIECE].split())
    return f"{'…' if start else ''}{piece}{'…' if start + _PIECE < len(body) else ''}"


def _marked(text: str, words: list[str]) -> SafeString:
    """The text as HTML, everything escaped, with ``mark`` around the words."""
    pieces, at = [], 0
    for start, stop in spans(text, words):
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))
