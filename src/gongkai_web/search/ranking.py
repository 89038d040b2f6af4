"""The order of results, the same with every engine: titles before texts, then the newest first.

1. the title is what was typed, or the few agencies that are called so;
2. the title holds it as it was typed;
3. the title holds all its words;
4. the title holds some of the words, the more the earlier; then those whose text holds them, and where these are few,
   those first whose text holds it as it was typed.

Nothing is weighed by how often a word stands somewhere: that takes reading every text and counting every word, and puts
an old and long attachment before last week's notice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from gongkai_web.common.words import normal
from gongkai_web.search.engines import MOST, Engine, Question
from gongkai_web.search.models import Entry

__all__ = ["Row", "in_order", "loosely", "rows"]

_FEW = 60
_FEW_AGENCIES = 3
_MOST_WORDS_TO_LEAVE_OUT = 6
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Row:
    """What order and facets need to know of an entry; its texts are read for the page that is shown."""

    number: int
    kind: str
    agency: str
    agency_name: str
    on: date | None
    title: str
    title_words: str


def rows(ids: Sequence[int]) -> dict[int, Row]:
    """By number; those that are gone are missing."""
    fields = ("pk", "kind", "agency", "agency_name", "on", "title", "title_words")
    return {told[0]: Row(*told) for told in Entry.objects.filter(pk__in=ids).values_list(*fields)}


def in_order(
    text: str, words: Sequence[str], titles: Sequence[int], all_of_them: Sequence[int], known: Mapping[int, Row]
) -> list[int]:
    """Numbers in the order of the page, from those with all words in the title and all, each the newest first."""
    typed = _squeezed(text)
    hits = [known[number] for number in titles if number in known]
    agencies = [row.number for row in hits if row.kind == "agency"]
    named = set(agencies) if len(agencies) <= _FEW_AGENCIES else set()

    def by_title(row: Row) -> int:
        title = _squeezed(row.title)
        if title == typed or row.number in named:
            return 0
        return 1 if typed in title else 2

    seen = {row.number for row in hits}
    others = [known[number] for number in all_of_them if number in known and number not in seen]
    whole = _holding(text, others) if len(words) > 1 and len(others) <= _FEW else set()
    first = sorted(hits, key=by_title)
    rest = sorted(others, key=lambda row: (-_held(words, row.title_words), row.number not in whole))
    return [row.number for row in (*first, *rest)][:MOST]


def loosely(engine: Engine, words: Sequence[str], marks: tuple[str, ...]) -> list[int]:
    """Numbers of entries that hold some of the words: those with the most and the rarest first, then the newest."""
    held: dict[int, set[str]] = {}
    weight: dict[str, float] = {}
    for word in words:
        found = engine.newest(Question((word,), marks))
        weight[word] = log(2 + MOST / (1 + len(found)))
        for number in found:
            held.setdefault(number, set()).add(word)
    if 2 < len(words) <= _MOST_WORDS_TO_LEAVE_OUT:
        for left_out in words:
            some = tuple(word for word in words if word != left_out)
            for number in engine.newest(Question(some, marks)):
                held.setdefault(number, set()).update(some)
    best = sorted(held, key=lambda number: sum(weight[word] for word in held[number]), reverse=True)[:MOST]
    known = rows(best)

    def score(row: Row) -> tuple[float, date]:
        title = set(row.title_words.split())
        return sum(weight[word] * (2 if word in title else 1) for word in held[row.number]), row.on or date.min

    return [row.number for row in sorted(known.values(), key=score, reverse=True)]


def _squeezed(text: str) -> str:
    """Letters and digits alone, folded."""
    return _NOT_SAID.sub("", normal(text))


def _held(words: Sequence[str], title_words: str) -> int:
    title = set(title_words.split())
    return sum(word in title for word in words)


def _holding(text: str, others: Sequence[Row]) -> set[int]:
    """Those whose text holds it as it was typed."""
    numbers = [row.number for row in others]
    return set(Entry.objects.filter(pk__in=numbers, body__contains=text.strip()).values_list("pk", flat=True))
