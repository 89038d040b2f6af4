"""Where to: agencies by name and by what they do, then what applying there means."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongkai_web.common.address import client_address
from gongkai_web.common.rate import hit, limited, refuse
from gongkai_web.info_requests.actions.applications import AlreadySent, begin, change_agency
from gongkai_web.info_requests.models import Application
from gongkai_web.info_requests.queries.channels import takes_online
from gongkai_web.info_requests.queries.offers import agencies_doing
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.queries import agency_by_code
from gongkai_web.portal.apply.drafts import draft_of, give_cookie
from gongkai_web.portal.apply.pages import other_ways, page
from gongkai_web.portal.queries.applying import reply_example
from gongkai_web.portal.queries.ended import ending
from gongkai_web.portal.tags import Tags
from gongkai_web.portal.views.agencies import listed

__all__ = ["choose", "found_agency", "start"]

_HOUR = 3600


def found_agency(code: str) -> Agency:
    """The agency of that code. Raises Http404."""
    agency = agency_by_code(code)
    if agency is None:
        raise Http404("没有这个机关")
    return agency


def open_draft(request: HttpRequest) -> Application | None:
    """The visitor's draft as long as it has not been sent."""
    row = draft_of(request)
    return row if row is not None and row.request_id is None else None


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The agencies: by group, by name, by what they do."""
    context = listed(request)
    query = str(context["query"])
    if query:
        verdict = hit("apply-search", client_address(request), limit=60, seconds=60)
        if not verdict.allowed:
            return refuse(request, verdict)
        shown = {entry.code for group in context["groups"] for entry in group.entries}
        context["doing"] = [one for one in agencies_doing(query) if one.entry.agency not in shown]
    return page(
        request, "choose", title="依申请公开", **context, action="/apply/", draft=open_draft(request),
        tags=Tags("/apply/", "依申请公开", "依申请公开", "政府信息公开", "向行政机关申请公开政府信息，查询办理进度"),
    )  # fmt: skip


@limited("apply-start", limit=60, seconds=_HOUR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The ways to apply to an agency; POST begins an application here, or takes the one at hand to this agency."""
    agency = found_agency(code)
    ended = ending(agency) if agency.state != AgencyState.ACTIVE else None
    online = ended is None and takes_online(agency)
    row = open_draft(request)
    if request.method == "POST" and online:
        try:
            return _begun(agency, row if request.POST.get("draft") == "keep" else None)
        except (ValidationError, AlreadySent):
            return HttpResponseRedirect("/apply/")
    return page(
        request, "start", title=f"向{agency.name}申请", trail=agency.name, agency=agency, ending=ended, online=online,
        draft=row, example=reply_example(timezone.localdate()), status=409 if request.method == "POST" else 200,
        **other_ways(agency, online=online),
    )  # fmt: skip


def _begun(agency: Agency, row: Application | None) -> HttpResponse:
    response = HttpResponseRedirect("/apply/information/")
    if row is not None:
        change_agency(row, agency)
        return response
    _, secret = begin(agency)
    give_cookie(response, secret)
    return response
