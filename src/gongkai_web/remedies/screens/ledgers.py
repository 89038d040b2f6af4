"""Ledgers of past reviews and lawsuits: sent, looked at row by row, confirmed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.remedies.actions.imports import MAX_UPLOAD, apply_import, check_import, discard_import
from gongkai_web.remedies.forms import LedgerForm
from gongkai_web.remedies.models import RemedyImport
from gongkai_web.remedies.sheet import template
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["LedgerScreen"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 20


def _form(request: HttpRequest) -> LedgerForm:
    form = LedgerForm(request.POST, request.FILES) if request.method == "POST" else LedgerForm()
    field: Any = form.fields["agency"]
    field.queryset = field.queryset.filter(pk__in=request.scope.where(Right.ASSIGN_REQUESTS))
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.ASSIGN_REQUESTS)
def index(request: HttpRequest) -> HttpResponse:
    """The form, and the ledgers so far."""
    form = _form(request)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > MAX_UPLOAD:  # before its bytes are read into memory
                raise ValidationError({"file": f"文件超过{MAX_UPLOAD // 2**20}MB的上限。"})
            row = check_import(form.cleaned_data["agency"], sent.read(), sent.name, by=request.actor)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("remedy-ledgers:show", row.pk)
    rows = RemedyImport.objects.seen_by(request.scope).select_related("agency").defer("rows", "report")[:_SHOWN]
    context = {"form": form, "rows": rows, "header_title": "复议诉讼台账导入"}
    return render(request, "remedies/ledgers.html", context)


def _row(request: HttpRequest, pk: int) -> RemedyImport:
    found = RemedyImport.objects.seen_by(request.scope).select_related("agency").defer("rows")
    row = get_object_or_404(found, pk=pk)
    if not request.scope.may(Right.ASSIGN_REQUESTS, row.agency_id):
        raise PermissionDenied
    return row


@require_GET
@requires(Right.ASSIGN_REQUESTS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become, or became, of each row."""
    row = _row(request, pk)
    good = sum(one["kind"] != "refused" for one in row.report)
    lines = sorted(row.report, key=lambda one: (one["kind"] != "refused", one["row"]))
    context = {"row": row, "lines": lines, "good": good, "bad": len(lines) - good, "header_title": row.file_name}
    return render(request, "remedies/ledger.html", context)


@require_POST
@requires(Right.ASSIGN_REQUESTS)
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Has it done, or gives it up."""
    row = _row(request, pk)
    try:
        if verb == "confirm":
            done = apply_import(row, by=request.actor)
            messages.success(request, f"已导入{sum(one['kind'] == 'done' for one in done.report)}件。")
        else:
            discard_import(row, by=request.actor)
            messages.success(request, "已放弃，没有写入任何内容。")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(reverse("remedy-ledgers:show", args=[pk]))


@require_GET
@requires(Right.ASSIGN_REQUESTS)
def empty(request: HttpRequest) -> HttpResponse:
    """The empty form."""
    told = content_disposition_header(True, "复议诉讼台账模板.xlsx") or ""
    return HttpResponse(template(), content_type=_XLSX, headers={"Content-Disposition": told})


class LedgerScreen(StaffViewSet):
    """The address /staff/remedy-ledgers/."""

    name = "remedy-ledgers"
    menu, icon, menu_label, menu_order = "requests", "upload", "复议诉讼台账导入", 64
    rights = (Right.ASSIGN_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list with the form, one ledger, the empty form."""
        return [
            path("", index, name="index"),
            path("template/", empty, name="template"),
            path("<int:pk>/", show, name="show"),
            path("<int:pk>/confirm/", act, {"verb": "confirm"}, name="confirm"),
            path("<int:pk>/discard/", act, {"verb": "discard"}, name="discard"),
        ]
