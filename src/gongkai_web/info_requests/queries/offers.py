"""What is already public of what somebody is about to ask for, and how often that was enough (art. 36, first item)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from gongkai_web.common.words import MAX_QUERY, query_words
from gongkai_web.info_requests.models import Application
from gongkai_web.search.kinds import KINDS
from gongkai_web.search.models import Entry
from gongkai_web.search.queries import Asked, search
from gongkai_web.search.snippets import Hit

__all__ = ["OfferFigures", "agencies_doing", "offer_figures", "offers"]

_MOST = 5
_INFORMATION = frozenset(KINDS) - {"agency", "guide"}
_SHORTEST, _WORDS = 2, 3
_NUMBER = re.compile(r"\d")
_SHARED = 0.5
"""Of the words asked for, so many must be in a title that was found by some of them only."""


def offers(title: str, document_number: str = "", agency: str = "") -> list[Hit]:
    """What is public and may be what is asked for, that of the agency first; at most five."""
    asked = document_number.strip()[:MAX_QUERY] if _NUMBER.search(document_number) else _telling(title)
    if not asked:
        return []
    results = search(Asked(asked))
    words = set(results.words)
    found = [
        hit
        for hit in results.hits
        if hit.entry.kind in _INFORMATION and (not results.loosened or _shares(hit.entry, words))
    ]
    # The order of the search stays within those of the agency, and within the others.
    return sorted(found, key=lambda hit: hit.entry.agency != agency)[:_MOST]


def _telling(title: str) -> str:
    """The longest words of a title: they find what all of them together would miss, and each costs a question."""
    words = [word for word in query_words(title[:MAX_QUERY]) if len(word) >= _SHORTEST and not word.isdigit()]
    longest = sorted(words, key=len, reverse=True)[:_WORDS]
    return " ".join(word for word in words if word in longest)


def _shares(entry: Entry, words: set[str]) -> bool:
    return len(words & set(query_words(entry.title[:MAX_QUERY]))) >= max(2, len(words) * _SHARED)


def agencies_doing(text: str) -> list[Hit]:
    """Agencies whose guide speaks of something: a hit for each, with the telling piece. Names are the directory's."""
    found: dict[str, Hit] = {}
    results = search(Asked(text[:MAX_QUERY], kind="guide"))
    for hit in () if results.loosened else results.hits:
        if hit.entry.agency:
            found.setdefault(hit.entry.agency, hit)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """Of the applications begun over the site: how many saw an offer, were ended by it, were sent."""

    begun: int
    offered: int
    ended: int
    sent: int


def offer_figures(agency_ids: frozenset[int] | None, since: datetime) -> OfferFigures:
    """The figures of these agencies (None: of all) since a moment."""
    rows = Application.objects.filter(created_at__gte=since)
    if agency_ids is not None:
        rows = rows.filter(agency__in=agency_ids)
    told = rows.aggregate(
        begun=Count("id"),
        offered=Count("id", filter=Q(offered__gt=0)),
        ended=Count("id", filter=Q(ended_by_offer=True)),
        sent=Count("id", filter=Q(request__isnull=False)),
    )
    return OfferFigures(**told)
