"""Bringing in a ledger kept elsewhere: template, upload, what each row would do, confirmation, report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.ledgers import MAX_UPLOAD, confirm_ledger, discard_ledger, upload_ledger
from gongkai_web.info_requests.ledgers.columns import LEDGER, LINES
from gongkai_web.info_requests.ledgers.planning import MAX_LEDGER_ROWS
from gongkai_web.info_requests.models import LedgerImport
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.sheets import writing
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE = 50
_KINDS = {"refused": "不能导入", "create": "可以导入", "unchanged": "已经导入"}


class UploadForm(forms.Form):
    """The file and whose ledger it is."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", empty_label=None)
    file = forms.FileField(
        label="台账文件",
        widget=forms.FileInput({"accept": ".xlsx"}),
        help_text=f"Excel工作簿（xlsx），不超过{MAX_UPLOAD // 2**20} MB、{MAX_LEDGER_ROWS}行。",
    )


def _rows(request: HttpRequest) -> Any:
    return LedgerImport.objects.filter(agency__in=request.scope.where(Right.ASSIGN_REQUESTS)).defer("content")


def _file(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(data, content_type=_XLSX, headers=headers)


@requires(Right.ASSIGN_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form and the ledgers so far."""
    sending = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sending else UploadForm()
    form.fields["agency"].queryset = Agency.objects.filter(pk__in=request.scope.where(Right.ASSIGN_REQUESTS))
    if sending and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > MAX_UPLOAD:
                raise ValidationError({"file": f"文件超过{MAX_UPLOAD // 2**20} MB的上限。"})
            row = upload_ledger(
                form.cleaned_data["agency"], sent.read(), sent.name, user=request.user, by=request.actor
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("ledgers:show", row.pk)
    context = {"form": form, "rows": _rows(request).defer("content", "report")[:20], "header_title": "导入台账"}
    return render(request, "info_requests/lists/ledgers.html", context)


@requires(Right.ASSIGN_REQUESTS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one, and what may be done with it."""
    row = get_object_or_404(_rows(request).select_related("agency"), pk=pk)
    counts = row.report.get("counts", {})
    asked = request.GET.get("kind", "")
    kind = asked if asked in _KINDS else next((one for one in _KINDS if counts.get(one)), "refused")
    lines = [line for line in row.report.get("lines", []) if line["kind"] == kind]
    said = dict(_KINDS, create="已导入") if row.state == "done" else _KINDS
    context = {
        "row": row, "kinds": [(key, label, counts.get(key, 0)) for key, label in said.items()], "kind": kind,
        "page": Paginator(lines, _PAGE).get_page(request.GET.get("p")), "create": counts.get("create", 0),
        "header_title": "导入台账",
    }  # fmt: skip
    return render(request, "info_requests/lists/ledger.html", context)


@requires(Right.ASSIGN_REQUESTS)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings in the rows that fit."""
    row = get_object_or_404(_rows(request), pk=pk)
    try:
        work = confirm_ledger(row, user=request.user, by=request.actor)
    except ValidationError as refused:
        messages.error(request, "".join(refused.messages))
        return redirect("ledgers:show", pk)
    return redirect("work:show", work.pk)


@requires(Right.ASSIGN_REQUESTS)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drops the file."""
    row = get_object_or_404(_rows(request), pk=pk)
    try:
        discard_ledger(row, by=request.actor)
    except ValidationError as refused:
        messages.error(request, "".join(refused.messages))
    else:
        messages.success(request, "已放弃导入，上传的文件已经清除。")
    return redirect("ledgers:index")


@requires(Right.ASSIGN_REQUESTS)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of every row, as a spreadsheet."""
    row = get_object_or_404(_rows(request), pk=pk)
    return _file(writing.report(row), f"台账导入报告-{timezone.localtime(row.created_at):%Y%m%d-%H%M}.xlsx")


@requires(Right.ASSIGN_REQUESTS)
@require_GET
def template(_request: HttpRequest) -> HttpResponse:
    """The empty form."""
    return _file(writing.template(LINES, (LEDGER,)), "依申请公开台账导入模板.xlsx")


class LedgerScreen(StaffViewSet):
    """导入台账."""

    name = "ledgers"
    url_prefix = "requests/ledgers"
    menu, icon, menu_label, menu_order = "requests", "upload", "导入台账", 95
    rights = (Right.ASSIGN_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list with the form, the template, one, what is done with it."""
        return [
            path("", index, name="index"),
            path("template/", template, name="template"),
            path("<int:pk>/", show, name="show"),
            path("<int:pk>/confirm/", confirm, name="confirm"),
            path("<int:pk>/discard/", discard, name="discard"),
            path("<int:pk>/report/", report, name="report"),
        ]


SCREENS = [LedgerScreen]
