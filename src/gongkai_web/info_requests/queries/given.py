"""What an applicant may have of his case: letters to him that were issued, information that was provided."""

from __future__ import annotations

from gongkai_web.info_requests.models import InfoRequest, Letter, Paper
from gongkai_web.info_requests.queries.letters import letters_for_applicant

__all__ = ["letters_given", "papers_given"]

_ANSWERED = frozenset({"replied", "archived", "under_review", "in_court", "closed"})


def letters_given(request: InfoRequest) -> list[Letter]:
    """The letters to the applicant that have been issued, a reply once it was served, the latest first."""
    return letters_for_applicant(request)[::-1]


def papers_given(request: InfoRequest) -> list[Paper]:
    """The information that goes with a reply, from its delivery on."""
    if request.state not in _ANSWERED:
        return []
    rows = Paper.objects.filter(request=request, given=True).select_related("file")
    return [row for row in rows if row.file.is_safe]
