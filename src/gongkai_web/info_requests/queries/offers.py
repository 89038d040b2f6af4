"""What is already public of what somebody is about to ask for, and how often that was enough (art. 36, first item)."""

from __future__ import annotations

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
_SHARED = 0.5
"""Of the words asked for, so many must be in a title that was found by some of them only."""


def offers(title: str, document_number: str = "", agency: str = "") -> list[Hit]:
    """What is public and may be what is asked for, that of the agency first; at most five."""
    found: dict[str, Hit] = {}
    for text in (document_number, title):
        asked = text.strip()[:MAX_QUERY]
        if len(asked) < 2:
            continue
        for code in dict.fromkeys((agency, "")):
            results = search(Asked(asked, agency=code))
            words = set(results.words)
            for hit in results.hits:
                close = not results.loosened or _shares(hit.entry, words)
                if close and hit.entry.kind in _INFORMATION:
                    found.setdefault(hit.entry.url, hit)
            if len(found) >= _MOST:
                return list(found.values())[:_MOST]
    return list(found.values())


def _shares(entry: Entry, words: set[str]) -> bool:
    return len(words & set(query_words(entry.title[:MAX_QUERY]))) >= max(2, len(words) * _SHARED)


def agencies_doing(text: str) -> list[Hit]:
    """Agencies whose guide or whose record speaks of something: a hit for each, with the telling piece."""
    found: dict[str, Hit] = {}
    for kind in ("agency", "guide"):
        results = search(Asked(text[:MAX_QUERY], kind=kind))
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
