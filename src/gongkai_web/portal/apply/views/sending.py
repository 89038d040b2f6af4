"""The last look, the sending, the receipt as page and as PDF."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongkai_web.common.rate import limited
from gongkai_web.info_requests.actions.applications import (
    OnlineClosed,
    hide_code,
    keep,
    send,
    shown_code,
    values_of,
)
from gongkai_web.info_requests.drafts import PARTS, fields_of, hints, missing
from gongkai_web.info_requests.kinds import ApplicantKind, Form, IdentityKind, PaperKind, Route
from gongkai_web.info_requests.models import Application
from gongkai_web.info_requests.queries.channels import takes_online
from gongkai_web.info_requests.queries.progress import receipt_facts
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.portal.apply.drafts import draft_of, with_draft
from gongkai_web.portal.apply.forms import FORMS
from gongkai_web.portal.apply.pages import other_ways, page, steps_of
from gongkai_web.portal.apply.receipt import receipt_pdf
from gongkai_web.portal.queries.ended import ending

__all__ = ["noted", "pdf", "receipt", "review", "send_it"]

_HOUR = 3600


def _faults(row: Application) -> list[tuple[str, str]]:
    """What stands against sending, as parts with a sentence: each part once more held against its form."""
    values, found = values_of(row), []
    for part, form in FORMS.items():
        if part not in values:
            found.append((part, f"“{PARTS[part]}”还没有填写。"))
            continue
        bound = form(values[part])
        if not bound.is_valid():
            said = [text for errors in bound.errors.values() for text in errors]
            found += [(part, text) for text in said]
    return found or [(gap.part, f"{gap.text}。") for gap in missing(values)]


def _shown(row: Application) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What was typed, part by part, as labels and texts; what is empty is left out."""
    values = values_of(row)
    told = fields_of(values)
    person = told["applicant_kind"] == ApplicantKind.NATURAL_PERSON
    name = "姓名" if person else "名称"
    who = [
        ("申请人类型", dict(ApplicantKind.choices).get(told["applicant_kind"], "")),
        (name, told["applicant_name"]),
        (dict(IdentityKind.choices).get(told["identity_kind"], "证件") if person else "统一社会信用代码",
         told["identity_number"]),
        ("法定代表人或者负责人", told["legal_representative"]), ("联系人", told["contact_name"]),
        ("联系电话", told["phone"]), ("电子邮箱", told["email"]),
        ("通信地址", told["address"]), ("邮政编码", told["postcode"]),
        ("代理人", told["agent_name"]), ("代理人身份证件号码", told["agent_identity"]),
        ("代理人联系电话", told["agent_phone"]),
    ]  # fmt: skip
    what = [("信息的名称", told["title"]), ("文号", told["document_number"]), ("其他特征性描述", told["content"])]
    how = [
        ("信息的形式", dict(Form.choices).get(told["form"], "")),
        ("获取的途径", dict(Route.choices).get(told["route"], "")),
        ("需要的帮助", told["assistance"]),
    ]
    files = [
        (PaperKind(file["kind"]).label, f"{file['name']}（{file['label']}，{max(1, file['size'] // 1024)}KB）")
        for file in values.get("files", [])
    ] or [("附件", "没有附件")]
    parts = zip(PARTS.items(), (what, who, how, files), strict=True)
    return [(part, label, [(one, text) for one, text in rows if text]) for (part, label), rows in parts]


def _review(request: HttpRequest, row: Application, *, status: int = 200, refused: str = "") -> HttpResponse:
    faults = _faults(row)
    steps = steps_of(row, "review")
    ended = row.agency is not None and row.agency.state != AgencyState.ACTIVE
    closed = row.agency is not None and not ended and not takes_online(row.agency)
    ways = other_ways(row.agency, online=False) if closed and row.agency is not None else {}
    return page(
        request, "review", title="核对并提交", trail="填写申请", agency=row.agency, steps=steps, here=steps[-1],
        before=steps[-2], faults=faults, hints=[] if faults else hints(values_of(row)), shown=_shown(row),
        refused=refused, ending=ending(row.agency) if ended else None, closed=closed, status=status, **ways,
    )  # fmt: skip


@with_draft
@require_safe
def review(request: HttpRequest, row: Application) -> HttpResponse:
    """Everything that was typed, what is missing, and the button that sends it."""
    if "attachments" not in values_of(row):
        keep(row, "attachments", {"seen": True})
    return _review(request, row)


@limited("apply-send", limit=30, seconds=_HOUR)
@with_draft
@require_POST
def send_it(request: HttpRequest, row: Application) -> HttpResponse:
    """Sends it; a second sending ends at the receipt of the first (``with_draft``, and ``send`` itself)."""
    if _faults(row):
        return _review(request, row, status=422)
    account = request.user if request.user.is_authenticated else None
    try:
        send(row, by=request.actor, account=account)
    except OnlineClosed:
        return _review(request, row, status=409)  # the page says so itself, with the other ways
    except ValidationError as refusal:
        return _review(request, row, status=422, refused="".join(refusal.messages))
    return HttpResponseRedirect("/apply/receipt/")


def _facts(request: HttpRequest) -> dict[str, Any]:
    """What the receipt says. Raises Http404 for a visitor who has sent nothing."""
    row = draft_of(request)
    if row is None or row.request is None:
        raise Http404("没有回执")
    return {"facts": receipt_facts(row.request), "code": shown_code(row), "sent": row.request}


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt: number, query code as long as it may be shown, the day of arrival, how the receipt day follows."""
    return page(request, "receipt", title="申请已经提交", trail="回执", **_facts(request))


@limited("apply-receipt", limit=30, seconds=600, methods=("GET",))
@never_cache
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    told = _facts(request)
    response = HttpResponse(receipt_pdf(told["facts"], told["code"]), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{told["sent"].number}.pdf"'
    return response


@never_cache
@require_POST
def noted(request: HttpRequest) -> HttpResponse:
    """The applicant has noted the code; on a shared computer nobody after him sees it."""
    row = draft_of(request)
    if row is not None and row.request is not None:
        hide_code(row)
    return HttpResponseRedirect("/apply/receipt/")
