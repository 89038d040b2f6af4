"""Asking the search: what a person typed becomes words, results come in order, counted, with the words marked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gongkai_web.common.words import begun_words, query_words
from gongkai_web.search.engines import MOST, Question, engine
from gongkai_web.search.facets import Facets, facets
from gongkai_web.search.marks import agency_mark, kind_mark, year_mark
from gongkai_web.search.models import Entry
from gongkai_web.search.ranking import in_order, loosely, rows
from gongkai_web.search.snippets import Hit, hit

__all__ = ["PAGE", "Asked", "Results", "search", "suggest"]

PAGE = 10
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
class Results:
    """A page of results. ``loosened``: nothing held all words, these hold some of them."""

    hits: list[Hit] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    count: int = 0
    loosened: bool = False
    facets: Facets = field(default_factory=Facets)

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
    marks = _marks(asked)
    question = Question(tuple(words), marks)
    found = engine().newest(question)
    loosened = not found and len(words) > 1
    if loosened:
        question = replace(question, any_word=True)
        found = engine().newest(question) if asked.newest else loosely(engine(), words, marks)
    titles = engine().newest(replace(question, titles=True)) if found and not (loosened or asked.newest) else []
    known = rows([*titles, *found])
    ordered = found if loosened or asked.newest else in_order(asked.text, words, titles, found, known)
    start = (asked.page - 1) * PAGE
    hits = [hit(entry, asked.text, words) for entry in _entries(ordered[start : start + PAGE])]
    if marks:
        found = engine().newest(replace(question, marks=()))
        known = rows(found)
    about = facets([known[number] for number in found if number in known])
    return Results(hits, words, len(ordered), loosened and bool(ordered), about)


def suggest(text: str) -> list[Entry]:
    """Things whose titles hold what has been typed so far, the last word perhaps unfinished; each title once."""
    words, unfinished = begun_words(text)
    if not words:
        return []
    found = engine().newest(Question(tuple(words), titles=True, prefix=unfinished), _SUGGESTIONS * 20)
    known = rows(found)
    by_title = {known[number].title: number for number in reversed(in_order(text, words, found, (), known))}
    return _entries(list(by_title.values())[::-1][:_SUGGESTIONS])


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
    found = Entry.objects.defer("title_words", "body_words").in_bulk(ids)
    return [found[number] for number in ids if number in found]
