"""What else people ask under the Regulation: corrections (art. 41), suggestions (art. 44), complaints (arts 47, 51)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongkai_web.common.actor import Actor
from gongkai_web.common.address import client_address
from gongkai_web.common.rate import limited
from gongkai_web.info_requests.actions.matters import handles_complaints, open_matter, shown_code
from gongkai_web.info_requests.kinds import MatterKind
from gongkai_web.info_requests.models import InfoRequest, Matter
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.portal.apply.acts import MatterForm
from gongkai_web.portal.apply.grants import grant, granted
from gongkai_web.portal.apply.pages import page
from gongkai_web.portal.apply.views.choose import found_agency
from gongkai_web.portal.queries.ended import ending
from gongkai_web.portal.views.agencies import listed

__all__ = ["choose_for", "complain", "matter", "matter_receipt"]

_HOUR = 3600
_KINDS = {
    "correction": (MatterKind.CORRECTION, "更正与本人有关的政府信息", "四十一"),
    "suggestion": (MatterKind.SUGGESTION, "建议主动公开", "四十四"),
    "complaint": (MatterKind.COMPLAINT, "投诉举报", "四十七条、第五十一"),
}


@never_cache
@require_safe
def choose_for(request: HttpRequest, name: str) -> HttpResponse:
    """Which agency it is about."""
    kind, title, article = _KINDS[name]
    return page(
        request, "choose_for", title=title, kind=kind, name=name, article=article, action=f"/apply/{name}/",
        **listed(request),
    )  # fmt: skip


@limited("matter", limit=20, seconds=_HOUR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """The form; sent, it gives a receipt with number and code."""
    agency = found_agency(code)
    if agency.state != AgencyState.ACTIVE:
        return page(
            request, "ended_agency", title=_KINDS[name][1], agency=agency, ending=ending(agency), name=name,
            status=409 if request.method == "POST" else 200,
        )  # fmt: skip
    return _form(request, name, agency, None)


@limited("matter", limit=20, seconds=_HOUR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """A complaint about the request that number and code have opened."""
    opened = granted(request)
    if not isinstance(opened, InfoRequest):
        return HttpResponseRedirect("/apply/track/")
    return _form(request, "complaint", opened.agency, opened)


def _form(request: HttpRequest, name: str, agency: Any, about: InfoRequest | None) -> HttpResponse:
    kind, title, article = _KINDS[name]
    known: dict[str, Any] = {"title": f"对登记编号{about.number}的申请的办理不满意"} if about else {}
    form = MatterForm(kind, request.POST) if request.method == "POST" else MatterForm(kind, initial=known)
    if form.is_bound and form.is_valid():
        fields = {key: value for key, value in form.cleaned_data.items() if key != "token"}
        by = request.actor if request.user.is_authenticated else Actor.anonymous(client_address(request))
        try:
            done = open_matter(agency, kind, fields, by=by, request=about, token=form.cleaned_data["token"])
        except ValidationError as refusal:
            form.take(refusal)
        else:
            response = HttpResponseRedirect("/apply/matter/receipt/")
            grant(response, done.matter)
            return response
    return page(
        request, "matter_form", title=title, kind=kind, name=name, article=article, agency=agency, form=form,
        about=about, handler=handles_complaints(agency) if kind == MatterKind.COMPLAINT else agency,
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@never_cache
@require_safe
def matter_receipt(request: HttpRequest) -> HttpResponse:
    """Number and code of what was just sent."""
    opened = granted(request)
    if not isinstance(opened, Matter):
        raise Http404("没有回执")
    return page(
        request, "matter_receipt", title="已经收到", trail="回执", matter=opened, code=shown_code(opened)
    )  # fmt: skip
