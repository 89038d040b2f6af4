"""Asking the search: what a person typed becomes words, results come with the words marked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai_web.common.words import query_words, spans
from gongkai_web.search.engines import MOST, Question, engine
from gongkai_web.search.kinds import KINDS
from gongkai_web.search.marks import agency_mark, kind_mark, year_mark
from gongkai_web.search.models import Entry

__all__ = ["PAGE", "Asked", "Hit", "Results", "search", "suggest"]

PAGE = 10
_SNIPPET = 120
_BEFORE = 24
_SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks: the text, the narrowing, the order and the page (from 1)."""

    text: str
    kind: str = ""
    agency: str = ""
    year: int | None = None
    newest: bool = False
    page: int = 1


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


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. ``loosened``: nothing held all words, these hold some of them."""

    hits: list[Hit] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    count: int = 0
    loosened: bool = False

    @property
    def many(self) -> bool:
        """True where there are more than are counted."""
        return self.count >= MOST

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.count // PAGE)


def search(asked: Asked) -> Results:
    """The page of results that somebody asks for; an empty one for a text without words."""
    words = query_words(asked.text)
    if not words:
        return Results()
    question = Question(tuple(words), _marks(asked), newest=asked.newest)
    start = (asked.page - 1) * PAGE
    found = engine().find(question, start, start + PAGE)
    loosened = False
    if not found.count and len(words) > 1:
        found = engine().find(replace(question, any_word=True), start, start + PAGE)
        loosened = found.count > 0
    return Results([_hit(entry, words) for entry in _entries(found.ids)], words, found.count, loosened)


def suggest(text: str) -> list[Entry]:
    """Things whose titles hold what has been typed so far, the last word perhaps unfinished."""
    words = query_words(text)
    if not words:
        return []
    found = engine().find(Question(tuple(words), prefix=True), 0, _SUGGESTIONS * 4)
    by_title = {entry.title: entry for entry in reversed(_entries(found.ids))}  # many things have the same title
    return list(by_title.values())[::-1][:_SUGGESTIONS]


def _marks(asked: Asked) -> tuple[str, ...]:
    marks = []
    if asked.kind:
        marks.append(kind_mark(asked.kind))
    if asked.agency:
        marks.append(agency_mark(asked.agency))
    if asked.year:
        marks.append(year_mark(asked.year))
    return tuple(marks)


def _entries(ids: list[int]) -> list[Entry]:
    rows = Entry.objects.defer("title_words", "body_words").in_bulk(ids)
    return [rows[number] for number in ids if number in rows]


def _hit(entry: Entry, words: list[str]) -> Hit:
    return Hit(entry, _marked(entry.title, words), _marked(_piece(entry.body, words), words))


def _piece(text: str, words: list[str]) -> str:
    """The piece of a text around the first of the words, in one line."""
    line = " ".join(text[: _SNIPPET * 400].split())
    found = spans(line, words)
    start = max(found[0][0] - _BEFORE, 0) if found else 0
    piece = line[start : start + _SNIPPET]
    return f"{'…' if start else ''}{piece}{'…' if start + _SNIPPET < len(line) else ''}"


def _marked(text: str, words: list[str]) -> SafeString:
    """The text as HTML, everything escaped, with ``mark`` around the words."""
    pieces, at = [], 0
    for start, stop in spans(text, words):
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))
