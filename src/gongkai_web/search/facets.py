"""What a search may be narrowed by: the kinds, agencies and years of its results."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gongkai_web.common.words import query_words
from gongkai_web.search.engines import MOST, Question, engine
from gongkai_web.search.kinds import KINDS
from gongkai_web.search.models import Entry

__all__ = ["Facets", "facets"]

_MOST_AGENCIES = 60


@dataclass(frozen=True, slots=True)
class Facets:
    """Kind → count, agency's code → name, years; counts are exact where ``exact``."""

    kinds: dict[str, int] = field(default_factory=dict)
    agencies: dict[str, str] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    total: int = 0
    exact: bool = True


def facets(text: str, *, any_word: bool = False) -> Facets:
    """Those of a text's results; of the first thousand where there are more."""
    words = query_words(text)
    if not words:
        return Facets()
    found = engine().find(Question(tuple(words), any_word=any_word), 0, MOST)
    rows = list(Entry.objects.filter(pk__in=found.ids).values_list("kind", "agency", "agency_name", "on__year"))
    counted = Counter(kind for kind, *_ in rows)
    agencies = Counter((code, name) for _, code, name, _ in rows if code)
    common = [pair for pair, _ in agencies.most_common(_MOST_AGENCIES)]
    return Facets(
        {kind: counted[kind] for kind in KINDS if counted[kind]},
        dict(sorted(common, key=lambda pair: pair[1])),
        tuple(sorted({year for *_, year in rows if year}, reverse=True)),
        len(rows),
        found.count < MOST,
    )
