"""The sheet on which it is decided whether information becomes proactive disclosure (art. 44, L21)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.models import Letter, Proposal
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.letter_pages import page_of, send_and_tell
from gongkai_web.info_requests.screens.matter_letters import WITH, letter_screen
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "SHEET"]

SHEET = "L21"


def _proposal(request: HttpRequest, key: int) -> Proposal:
    return get_object_or_404(Proposal.objects.seen_by(request.scope).select_related("agency"), pk=key)


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def sheet_page(request: HttpRequest, key: int) -> HttpResponse:
    """The sheet of a proposal, written from it."""
    proposal = _proposal(request, key)
    writes = request.scope.may(Right.ASSIGN_REQUESTS, proposal.agency_id)
    back = reverse("proposals:inspect", args=[proposal.pk])
    return letter_screen(request, proposal, SHEET, writes=writes, back=back)


def _letter(request: HttpRequest, key: int, letter_id: str) -> Letter:
    found = Letter.objects.select_related(*WITH)
    return get_object_or_404(found, proposal=_proposal(request, key), public_id=letter_id)


@requires(Right.SEE_REQUESTS)
@require_GET
def picture(request: HttpRequest, key: int, letter_id: str, page: int) -> HttpResponse:
    """A page as a picture."""
    return page_of(_letter(request, key, letter_id), page)


@requires(Right.SEE_REQUESTS)
@require_GET
def file(request: HttpRequest, key: int, letter_id: str, kind: str) -> HttpResponseBase:
    """An issued sheet."""
    return send_and_tell(request, _letter(request, key, letter_id), kind)


class ProposalLettersScreen(StaffViewSet):
    """审批表."""

    name = "proposal_letters"
    url_prefix = "proposal-letters"
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page, pictures, files."""
        return [
            path("<int:key>/", sheet_page, name="page"),
            path("<int:key>/<case:letter_id>/page-<int:page>.png", picture, name="picture"),
            path("<int:key>/<case:letter_id>/letter.<slug:kind>", file, name="file"),
        ]


SCREENS = [ProposalLettersScreen]
