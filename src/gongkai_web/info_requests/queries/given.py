"""What an applicant may have of his case: letters to him that were issued, information that was provided."""

from __future__ import annotations

from django.db.models import QuerySet, prefetch_related_objects

from gongkai_web.common.prepared import prepared
from gongkai_web.info_requests.models import FeeNotice, InfoRequest, Letter, Paper
from gongkai_web.info_requests.queries.letters import letters_for_applicant

__all__ = ["fees_asked", "letters_given", "papers_given"]

_ANSWERED = frozenset({"replied", "archived", "under_review", "in_court", "closed"})


def letters_given(request: InfoRequest) -> list[Letter]:
    """The letters to the applicant that have been issued, a reply once it was served, the latest first."""
    return letters_for_applicant(request)[::-1]


def papers_given(request: InfoRequest) -> list[Paper]:
    """The information that goes with a reply, from its delivery on."""
    if request.state not in _ANSWERED:
        return []
    return [row for row in _given(request_id=request.pk) if row.file.is_safe]


def fees_asked(request: InfoRequest) -> list[FeeNotice]:
    """The notices of fees, with what was given back."""
    found = _fees(request_id=request.pk)
    prefetch_related_objects(found, "refunds")
    return found


@prepared
def _fees(request_id: int) -> QuerySet[FeeNotice]:
    return FeeNotice.objects.filter(request=request_id).order_by("id")


@prepared
def _given(request_id: int) -> QuerySet[Paper]:
    return Paper.objects.filter(request=request_id, given__in=[True]).select_related("file").order_by("id")
