"""What an applicant may have of his case: letters to him that were issued, information that was provided."""

from __future__ import annotations

from gongkai_web.info_requests.models import InfoRequest, Letter, Paper

__all__ = ["letters_given", "papers_given"]

_INTERNAL = ("L05", "L07", "L08", "L21", "L22")
"""Letters to third parties and other organs, and those that stay in the file."""
_ANSWERED = frozenset({"replied", "archived", "under_review", "in_court", "closed"})


def letters_given(request: InfoRequest) -> list[Letter]:
    """The letters to the applicant that have been issued, the latest first."""
    rows = Letter.objects.filter(request=request, issued_on__isnull=False, party=None).exclude(code__in=_INTERNAL)
    return list(rows.order_by("-issued_on", "-id"))


def papers_given(request: InfoRequest) -> list[Paper]:
    """The information that goes with a reply, from its delivery on."""
    if request.state not in _ANSWERED:
        return []
    rows = Paper.objects.filter(request=request, given=True).select_related("file")
    return [row for row in rows if row.file.is_safe]
