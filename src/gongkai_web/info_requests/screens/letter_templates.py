"""文书模板: what each letter is written with, its fields, how an invented case looks, one's own in its place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.files.kinds import KINDS
from gongkai_web.files.uploads import Unreceived
from gongkai_web.info_requests.actions.letters import end_template, keep_template
from gongkai_web.info_requests.letters.catalogue import Spec, spec, specs
from gongkai_web.info_requests.letters.checking import check_template
from gongkai_web.info_requests.letters.kept import template_of
from gongkai_web.info_requests.letters.pdf import to_pdf
from gongkai_web.info_requests.letters.render import render as write
from gongkai_web.info_requests.letters.sample import sample_values
from gongkai_web.info_requests.letters.shipped import shipped_template
from gongkai_web.info_requests.models import LetterTemplate
from gongkai_web.organisations.models import Agency
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "TemplateForm"]


class TemplateForm(forms.Form):
    """An upload."""

    docx = forms.FileField(
        label="新模板",
        help_text="docx文件，不超过1MB。建议先下载现在的模板，在Word里修改版式和文字，字段保留原样。",
        widget=forms.FileInput({"accept": ".docx"}),
    )

    def clean_docx(self) -> bytes:
        """The bytes."""
        file = self.cleaned_data["docx"]
        if isinstance(file, Unreceived):
            raise ValidationError(file.why)
        return bytes(file.read())


def _agency(request: HttpRequest) -> Agency:
    held = _held(request)
    asked = request.POST.get("agency") or request.GET.get("agency") or ""
    return get_object_or_404(held, pk=asked) if asked.isdecimal() else get_object_or_404(held[:1])


def _held(request: HttpRequest) -> Any:
    return Agency.objects.filter(pk__in=request.scope.where(Right.MANAGE_DESK)).order_by("pk")


def _spec(code: str) -> Spec:
    try:
        return spec(code)
    except KeyError:
        raise Http404 from None


def _docx(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=KINDS["docx"].media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _sample(letter: Spec, data: bytes) -> HttpResponse:
    """The letter of an invented case, written with a template."""
    values = sample_values(letter.code)
    pdf = to_pdf(write(data, values, title=letter.title, author=str(values["机关名称"])))
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{letter.title}（示例）.pdf")
    return response


@requires(Right.MANAGE_DESK)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All letters, and which of them have a template of the agency's own."""
    agency = _agency(request)
    own = {row.code: row for row in LetterTemplate.objects.filter(agency=agency, ended_at=None)}
    rows = [(one, own.get(one.code)) for one in specs()]
    context = {"agency": agency, "agencies": _held(request), "rows": rows, "header_title": "文书模板"}
    return render(request, "info_requests/letters/templates.html", context)


@requires(Right.MANAGE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A letter: its fields, the template in use, another in its place. 试看 shows an upload without keeping it."""
    agency, letter = _agency(request), _spec(code)
    form = TemplateForm(request.POST or None, request.FILES or None) if request.method == "POST" else TemplateForm()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["docx"]
        try:
            if "preview" in request.POST:
                check_template(code, data)
                return _sample(letter, data)
            keep_template(agency, code, data, by=request.actor)
        except ValidationError as error:
            add_errors(form, ValidationError({"docx": error.messages}))
        else:
            messages.success(request, f"已启用《{letter.title}》的新模板，此后制作的文书使用新模板。")
            return redirect(f"{request.path}?agency={agency.pk}")
    own = LetterTemplate.objects.filter(agency=agency, code=code, ended_at=None).first()
    contents = {name: content for content, names in letter.contents.items() for name in names}
    fields = [(field, field in letter.required, contents.get(field.name, "")) for field in letter.fields]
    context = {"agency": agency, "letter": letter, "own": own, "form": form, "fields": fields}
    return render(request, "info_requests/letters/template.html", {**context, "header_title": letter.title})


@requires(Right.MANAGE_DESK)
@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The template in use; with ``?shipped`` the one that came with the product."""
    letter = _spec(code)
    data = shipped_template(code) if "shipped" in request.GET else template_of(_agency(request), code).data
    return _docx(data, f"{letter.code}{letter.title}模板.docx")


@requires(Right.MANAGE_DESK)
@require_GET
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """The letter of an invented case, written with the template in use."""
    return _sample(_spec(code), template_of(_agency(request), code).data)


@require_POST
@requires(Right.MANAGE_DESK)
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the template that came with the product."""
    agency, letter = _agency(request), _spec(code)
    row = LetterTemplate.objects.filter(agency=agency, code=code, ended_at=None).first()
    if row is not None:
        end_template(row, by=request.actor)
        messages.success(request, f"《{letter.title}》恢复使用随系统提供的模板。")
    return redirect(f"../?agency={agency.pk}")


class LetterTemplatesScreen(StaffViewSet):
    """文书模板."""

    name = "letter_templates"
    url_prefix = "letter-templates"
    menu, icon, menu_label, menu_order = "requests", "doc-full", "文书模板", 91
    rights = (Right.MANAGE_DESK,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, a letter, its template, its sample."""
        return [
            path("", index, name="index"),
            path("<slug:code>/", one, name="one"),
            path("<slug:code>/template.docx", download, name="download"),
            path("<slug:code>/sample.pdf", sample, name="sample"),
            path("<slug:code>/end/", end, name="end"),
        ]


SCREENS = [LetterTemplatesScreen]
