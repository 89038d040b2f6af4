"""区分处理, after the file was made: looked at page by page and kept; and the log of what was painted over."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.redaction_result import keep_result
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Redaction, RedactionState
from gongkai_web.info_requests.redaction import open_source
from gongkai_web.info_requests.redaction.paging import can_page
from gongkai_web.info_requests.redaction.viewing import result_page
from gongkai_web.info_requests.screens.opened import open_case
from gongkai_web.info_requests.screens.redaction_found import draft_of, paper_of, png, unread_of, version_of, works_on
from gongkai_web.staff.access import requires

__all__ = ["log", "result", "result_picture"]


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, public_id: str, paper_id: int) -> HttpResponse:
    """The new file, page by page, before it is kept."""
    case = open_case(request.scope, public_id)
    draft = draft_of(case, paper_id)
    if draft.state != RedactionState.MADE or not draft.result:
        return HttpResponseRedirect(draft.get_absolute_url())
    errors: list[str] = []
    title = request.POST.get("title", "区分处理后的政府信息")
    if request.method == "POST":
        try:
            if "seen" not in request.POST:
                raise ValidationError("请逐页核对后，勾选“已经逐页核对”。")
            paper = keep_result(
                draft, title=title[:200], version=version_of(request), roles=case.roles, by=request.actor,
                looked="looked" in request.POST,
            )  # fmt: skip
        except ValidationError as refusal:
            errors = refusal.messages
        else:
            messages.success(request, f"已存入案卷：{paper.title}。")
            return HttpResponseRedirect(f"{case.row.get_absolute_url()}#redaction")
    context = {
        "case": case, "draft": draft, "errors": errors, "title": title, "works": works_on(case),
        "total": sum(one["characters"] or 0 for one in draft.log), "header_title": "核对区分处理后的文件",
        **_shown_result(draft, request.GET.get("page")),
    }  # fmt: skip
    return render(request, "info_requests/redaction/result.html", context)


def _shown_result(draft: Redaction, asked: str | None) -> dict[str, Any]:
    """A page of the new file; of a docx the page that LibreOffice makes of it, else its paragraphs."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    told: dict[str, Any] = {"unread": unread_of(draft)}
    if draft.result_kind == "docx":
        source = open_source("docx", _stored(draft.result))
        waits = not draft.preview and can_page()
        told |= {"paragraphs": source.places, "docx": True, "pages": 0, "waits": waits, "can_page": can_page()}
        if not draft.preview or not draft.preview.size:
            return told
    data = _stored(draft.preview if draft.result_kind == "docx" else draft.result)
    try:
        shown = result_page(data, number - 1)
    except IndexError:
        number, shown = 1, result_page(data, 0)
    told["unread_here"] = draft.result_kind == "pdf" and number - 1 in draft.unread
    return told | {"number": number, "pages": shown.pages, "text": shown.text}


def _stored(field: FieldFile) -> bytes:
    with field.open("rb") as file:
        return bytes(file.read())


@requires(Right.SEE_REQUESTS)
@require_GET
def result_picture(request: HttpRequest, public_id: str, paper_id: int, number: int) -> HttpResponse:
    """A page of the new file as a picture."""
    draft = draft_of(open_case(request.scope, public_id), paper_id)
    stored = draft.preview if draft.result_kind == "docx" else draft.result
    if not stored or not stored.size:
        raise Http404
    try:
        return png(result_page(_stored(stored), number - 1).picture)
    except IndexError:
        raise Http404 from None


@requires(Right.SEE_REQUESTS)
@require_GET
def log(request: HttpRequest, public_id: str, paper_id: int) -> HttpResponse:
    """What was painted over in a redacted paper: where, on which ground, how much; never what."""
    case = open_case(request.scope, public_id)
    paper = paper_of(case, paper_id)
    if paper.kind != PaperKind.REDACTED:
        raise Http404
    sums: dict[tuple[str, str, str], list[int]] = {}
    for one in paper.redactions:
        held = sums.setdefault((one["label"], one["detail"], one["clause"]), [0, 0])
        held[0] += 1
        held[1] += one["characters"] or 0
    context = {
        "case": case,
        "paper": paper,
        "sums": [(*key, *value) for key, value in sums.items()],
        "header_title": "遮盖记录",
    }
    return render(request, "info_requests/redaction/log.html", context)
