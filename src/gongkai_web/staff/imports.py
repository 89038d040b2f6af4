"""The screen of imports and exports: send a file, see what it would do, confirm; template, all data, report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.organisations import actions
from gongkai_web.organisations.actions.imports import MAX_UPLOAD
from gongkai_web.organisations.models import AgencyImport, ImportState
from gongkai_web.organisations.sheets import writing
from gongkai_web.organisations.sheets.reading import MAX_ROWS
from gongkai_web.organisations.sheets.steps import KINDS
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["ImportScreen"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE = 50
_ORDER = ("refused", "change", "create", "skipped", "unchanged")


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="文件",
        error_messages={"required": "请选择文件。"},
        widget=forms.FileInput({"accept": ".xlsx"}),
        help_text=f"Excel工作簿（xlsx），不超过{MAX_UPLOAD // 2**20} MB、{MAX_ROWS}行；旧版xls请另存为xlsx。",
    )


class ConfirmForm(forms.Form):
    """Day and document of renaming and moving."""

    on = forms.DateField(label="变更日期", widget=forms.DateInput({"type": "date"}))
    basis = forms.CharField(label="变更依据", max_length=200, help_text="文件名称和文号。")


class ImportScreen(StaffViewSet):
    """The address /staff/imports/."""

    name = "imports"
    menu, menu_label, icon, menu_order = "organisations", "导入导出", "upload", 40
    rights = (Right.MANAGE_AGENCIES,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list with the form, one import, the files."""
        return [
            path("", index, name="index"),
            path("template/", template, name="template"),
            path("export/", export, name="export"),
            path("<int:pk>/", show, name="show"),
            path("<int:pk>/confirm/", confirm, name="confirm"),
            path("<int:pk>/discard/", discard, name="discard"),
            path("<int:pk>/report/", report, name="report"),
        ]


def _context(label: str = "", **more: Any) -> dict[str, Any]:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": "首页"},
        {"url": reverse("imports:index") if label else "", "label": "导入导出"},
    ]
    if label:
        trail.append({"url": "", "label": label})
    return {"header_title": label or "导入导出", "header_icon": "upload", "breadcrumbs_items": trail, **more}


def _file(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=_XLSX, headers={"Content-Disposition": content_disposition_header(True, name) or ""}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_AGENCIES)
def index(request: HttpRequest) -> HttpResponse:
    """The form and the imports so far."""
    sending = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sending else UploadForm()
    if sending and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > MAX_UPLOAD:  # before its bytes are read into memory
                raise ValidationError({"file": f"文件超过{MAX_UPLOAD // 2**20} MB的上限。"})
            row = actions.upload_import(sent.read(), sent.name, by=request.actor)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("imports:show", row.pk)
    rows = AgencyImport.objects.defer("content", "report")[:20]
    return render(request, "staff/imports/index.html", _context(form=form, rows=rows))


def _row(pk: int) -> AgencyImport:
    return get_object_or_404(AgencyImport.objects.defer("content"), pk=pk)


@require_GET
@requires(Right.MANAGE_AGENCIES)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then the report and the form that confirms it. The fragment asks for itself while it runs."""
    row = _row(pk)
    if request.headers.get("hx-request"):
        if row.is_running:
            return render(request, "staff/imports/state.html", {"row": row, **_running(row)})
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _page(request, row, ConfirmForm(initial={"on": timezone.localdate().isoformat()}))


def _running(row: AgencyImport) -> dict[str, Any]:
    since = row.started_at or row.created_at
    return {"seconds": max(0, int((timezone.now() - since).total_seconds())), "rows": sum(_counts(row).values())}


def _counts(row: AgencyImport) -> dict[str, int]:
    return {kind: row.report.get("counts", {}).get(kind, 0) for kind in _ORDER}


def _page(request: HttpRequest, row: AgencyImport, form: ConfirmForm) -> HttpResponse:
    lines = row.report.get("lines", [])
    counts = _counts(row)
    asked = request.GET.get("kind", "")
    kind = asked if asked in _ORDER else next((one for one in _ORDER if counts[one]), "")
    shown = Paginator([line for line in lines if line["kind"] == kind], _PAGE).get_page(request.GET.get("p"))
    context = _context(
        row.file_name,
        row=row,
        form=form,
        kind=kind,
        kinds=[(one, KINDS[one], counts[one]) for one in _ORDER if counts[one]],
        shown=shown,
        will=counts["create"] + counts["change"],
        counts=counts,
        is_checked=row.state == ImportState.CHECKED,
        is_done=row.state == ImportState.DONE,
        is_bad=row.state in (ImportState.UNREADABLE, ImportState.FAILED),
        **_running(row),
    )
    return render(request, "staff/imports/show.html", context)


@require_POST
@requires(Right.MANAGE_AGENCIES)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Has it done."""
    row = _row(pk)
    needs = bool(row.report.get("needs_basis"))
    form = ConfirmForm(request.POST)
    if needs and not form.is_valid():
        return _page(request, row, form)
    try:
        actions.confirm_import(row, by=request.actor, **(form.cleaned_data if needs else {}))
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, row, form)
    return redirect("imports:show", pk)


@require_POST
@requires(Right.MANAGE_AGENCIES)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives it up."""
    try:
        actions.discard_import(_row(pk), by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("imports:show", pk)
    messages.success(request, "已放弃，没有写入任何内容。")
    return redirect("imports:index")


@require_GET
@requires(Right.MANAGE_AGENCIES)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of every row, as a spreadsheet."""
    row = _row(pk)
    return _file(writing.report(row), f"导入报告-{timezone.localtime(row.created_at):%Y%m%d-%H%M}.xlsx")


@require_GET
@requires(Right.MANAGE_AGENCIES)
def template(request: HttpRequest) -> HttpResponse:
    """The empty form."""
    return _file(writing.template(), "行政区划和机关导入模板.xlsx")


@require_POST
@requires(Right.MANAGE_AGENCIES)
def export(request: HttpRequest) -> HttpResponse:
    """All regions and existing agencies."""
    with transaction.atomic():
        data = writing.export()
        record("agency.export", by=request.actor, on=("agency", "*", "行政区划和机关"))
    return _file(data, f"行政区划和机关-{timezone.localdate():%Y%m%d}.xlsx")
