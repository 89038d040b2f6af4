"""The steps of the form: information, applicant, delivery, attachments; what is public is offered on the way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from gongkai_web.common.address import client_address
from gongkai_web.common.rate import hit, limited
from gongkai_web.info_requests.actions.applications import (
    KINDS_OF_FILES,
    MAX_FILE_BYTES,
    MAX_FILES,
    AlreadySent,
    attach,
    detach,
    drop,
    end_by_offer,
    keep,
    note_offers,
    values_of,
)
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Application
from gongkai_web.info_requests.queries.channels import takes_online
from gongkai_web.info_requests.queries.offers import offers
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.portal.apply.drafts import forget_cookie, with_draft
from gongkai_web.portal.apply.forms import FORMS
from gongkai_web.portal.apply.pages import page, steps_of
from gongkai_web.portal.apply.uploads import in_memory
from gongkai_web.search.snippets import Hit

__all__ = ["attachments", "forget", "found", "keep_typed", "part"]

_HOUR = 3600
_NEXT = {"information": "applicant", "applicant": "delivery", "delivery": "attachments", "attachments": "review"}
_RECEIPT = "/apply/receipt/"


def _offers(row: Application, values: dict[str, Any]) -> list[Hit]:
    told = offers(values.get("title", ""), values.get("document_number", ""), row.agency.code if row.agency else "")
    if told:
        note_offers(row, len(told))
    return told


@limited("apply-step", limit=300, seconds=_HOUR)
@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, row: Application, name: str) -> HttpResponse:
    """A step: shown with what has been typed, kept, and on to the next."""
    kept = values_of(row).get(name)
    account = request.user if request.user.is_authenticated else None
    if request.method == "POST":
        form = FORMS[name](request.POST)
        holds = form.is_valid()
        try:
            row = keep(row, name, form.cleaned_data if holds else form.typed())
        except AlreadySent:
            return HttpResponseRedirect(_RECEIPT)
        if holds and "look" not in request.POST:
            back = "review" if request.POST.get("back") == "review" else _NEXT[name]
            return HttpResponseRedirect(f"/apply/{back}/")
    elif kept is not None:
        form = FORMS[name](initial=kept)
    else:
        known = {"name": account.name, "email": account.email, "phone": account.phone} if account else {}
        form = FORMS[name](initial=known if name == "applicant" else None)
    context: dict[str, Any] = {}
    if name == "information":
        typed = values_of(row).get(name, {})
        context = {"offers": _offers(row, typed) if typed else [], "looked": bool(typed)}
    failed = request.method == "POST" and bool(form.errors)
    return _step(request, row, name, status=422 if failed else 200, form=form, **context)


def _step(request: HttpRequest, row: Application, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    steps = steps_of(row, name)
    here = next(step for step in steps if step.here)
    active = row.agency is not None and row.agency.state == AgencyState.ACTIVE
    closed = row.agency is not None and active and not takes_online(row.agency)
    back = request.GET.get("back") or request.POST.get("back", "")
    return page(
        request, name, title=here.label, trail="填写申请", row=row, agency=row.agency, steps=steps, here=here,
        before=steps[here.number - 2] if here.number > 1 else None, back="review" if back == "review" else "",
        closed=closed, status=status, **context,
    )  # fmt: skip


@with_draft
@require_POST
def keep_typed(request: HttpRequest, row: Application, name: str) -> HttpResponse:
    """Keeps what is being typed, as the page's script sends it; answers with what is public of it."""
    if name not in FORMS:
        raise Http404
    if not hit("apply-typing", client_address(request), limit=240, seconds=60).allowed:
        return HttpResponse(status=204)
    typed = FORMS[name](request.POST).typed()
    try:
        row = keep(row, name, typed)
    except AlreadySent:
        return HttpResponse(status=204)
    if name != "information":
        return HttpResponse(status=204)
    return page(request, "offers", title="", offers=_offers(row, typed), looked=True)


@limited("apply-step", limit=300, seconds=_HOUR)
@in_memory
@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: HttpRequest, row: Application) -> HttpResponse:
    """The files: one is added, one is taken away, or on to the next step."""
    error = ""
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                detach(row, request.POST["remove"])
                return HttpResponseRedirect("/apply/attachments/")
            file = request.FILES.get("file")
            if file is not None:
                row = attach(row, file, request.POST.get("kind", ""))
                messages.success(request, "文件已经收下。")
                return HttpResponseRedirect("/apply/attachments/")
            if "next" in request.POST:
                keep(row, "attachments", {"seen": True})
                return HttpResponseRedirect("/apply/review/")
            error = "请选择要附的文件。"
        except AlreadySent:
            return HttpResponseRedirect(_RECEIPT)
        except ValidationError as refusal:
            error = "".join(refusal.messages)
    files = values_of(row).get("files", [])
    for file in files:
        file["kind_label"] = PaperKind(file["kind"]).label
    return _step(
        request, row, "attachments", status=422 if error else 200, error=error, files=files, most=MAX_FILES,
        megabytes=MAX_FILE_BYTES // 2**20, kinds=[(kind.value, kind.label) for kind in KINDS_OF_FILES],
        chosen=request.POST.get("kind", ""),
    )  # fmt: skip


@limited("apply-step", limit=300, seconds=_HOUR)
@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest, row: Application) -> HttpResponse:
    """The writer has found what he wanted: that ends the matter, once he has said so."""
    if request.method == "POST":
        try:
            end_by_offer(row)
        except AlreadySent:
            return HttpResponseRedirect(_RECEIPT)
        response = page(request, "ended", title="不需要申请了", agency=row.agency)
        forget_cookie(response)
        return response
    return page(request, "found", title="已经找到需要的信息", trail="填写申请", agency=row.agency)


@limited("apply-step", limit=300, seconds=_HOUR)
@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, row: Application) -> HttpResponse:
    """Deletes the draft, once its writer has said so."""
    if request.method == "POST":
        try:
            drop(row)
        except AlreadySent:
            return HttpResponseRedirect(_RECEIPT)
        messages.success(request, "填写的内容已经删除。")
        response = HttpResponseRedirect("/apply/")
        forget_cookie(response)
        return response
    return page(request, "forget", title="删除填写的内容", trail="填写申请", agency=row.agency)
