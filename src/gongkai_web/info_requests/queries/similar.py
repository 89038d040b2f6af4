"""Requests that ask for the same: by their letters, or by the words they share (art. 44)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from gongkai_web.common.words import query_words
from gongkai_web.info_requests.models import InfoRequest

__all__ = ["ALIKE", "Group", "alike", "groups", "similar_to"]

ALIKE = 0.6
"""Shared words of two titles, by Jaccard, from which they are taken to ask for the same."""
_DAYS = 730
_MOST = 2000
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Requests for the same information, the newest first, and how many applicants made them."""

    title: str
    requests: tuple[InfoRequest, ...]
    applicants: int


def _words(row: InfoRequest) -> frozenset[str]:
    return frozenset(query_words(f"{row.title} {row.document_number}"))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of words share, 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _recent(agency_id: int) -> list[InfoRequest]:
    since = timezone.localdate() - timedelta(days=_DAYS)
    found = InfoRequest.objects.real().filter(agency=agency_id, arrived_on__gte=since).order_by("-arrived_on", "-id")
    return list(
        found.only(
            "id", "public_id", "number", "title", "document_number", "content_hash", "applicant_name_index",
            "arrived_on", "state", "outcome", "agency_id",
        )[:_MOST]
    )  # fmt: skip


def similar_to(row: InfoRequest, among: Iterable[InfoRequest] | None = None) -> list[InfoRequest]:
    """Requests of the last two years to the same agency that ask for the same, without itself."""
    mine = _words(row)
    rows = _recent(row.agency_id) if among is None else among
    same = []
    for other in rows:
        if other.pk == row.pk:
            continue
        if (row.content_hash and other.content_hash == row.content_hash) or alike(mine, _words(other)) >= ALIKE:
            same.append(other)
    return same


def groups(agency_id: int, fewest: int = _FEWEST) -> list[Group]:
    """Requests of the last two years to an agency grouped by what they ask for, from several applicants, most first."""
    heads: list[tuple[frozenset[str], list[InfoRequest]]] = []
    by_hash: dict[str, list[InfoRequest]] = {}
    by_word: dict[str, set[int]] = {}
    for row in _recent(agency_id):
        found = by_hash.get(row.content_hash) if row.content_hash else None
        words = _words(row)
        if found is None:
            near = {place for word in words for place in by_word.get(word, ())}
            place = next((one for one in sorted(near) if alike(words, heads[one][0]) >= ALIKE), None)
            if place is None:
                heads.append((words, []))
                place = len(heads) - 1
                for word in words:
                    by_word.setdefault(word, set()).add(place)
            found = heads[place][1]
        found.append(row)
        if row.content_hash:
            by_hash.setdefault(row.content_hash, found)
    made = [
        Group(rows[0].title, tuple(rows), len({row.applicant_name_index or str(row.pk) for row in rows}))
        for _, rows in heads
    ]
    return sorted((one for one in made if one.applicants >= fewest), key=lambda one: -one.applicants)
