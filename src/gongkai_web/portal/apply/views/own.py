"""The applications of a citizen who has an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.portal.apply.grants import grant

__all__ = ["open_own", "own"]

_A_PAGE = 20


@login_required
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What was applied for with this account, the latest first."""
    rows = InfoRequest.objects.real().filter(account=request.user).select_related("agency")
    found = Paginator(rows, _A_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {"page": page, "pages": found.get_elided_page_range(page.number, on_each_side=2, on_ends=1)}
    return render(request, "portal/apply/own.html", context)


@login_required
@never_cache
@require_POST
def open_own(request: HttpRequest, public_id: str) -> HttpResponse:
    """Opens the progress of one's own, without its code."""
    row = get_object_or_404(InfoRequest.objects.real(), public_id=public_id, account=request.user)
    response = HttpResponseRedirect("/apply/track/case/")
    grant(response, row)
    return response
