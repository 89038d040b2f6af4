"""Letters about corrections and suggestions: the answer of art. 41 (L20), the sheet of art. 44 (L21)."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.letters import discard_draft, issue, prepare, values_now
from gongkai_web.info_requests.kinds import MatterKind
from gongkai_web.info_requests.letters.catalogue import spec
from gongkai_web.info_requests.letters.values import missing
from gongkai_web.info_requests.models import Letter, Matter, Proposal
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.forms import DayField
from gongkai_web.info_requests.screens.letter_pages import page_of, pages_of, send_and_tell, words_field
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "WITH", "MatterWords", "letter_screen"]

WITH = ("agency", "matter", "proposal", "request", "party", "step")
"""What a letter is read with."""
_CODES = {MatterKind.CORRECTION: "L20", MatterKind.SUGGESTION: "L21"}


class MatterWords(forms.Form):
    """The words of a draft that an officer may write. ``stamp`` tells whether somebody has written meanwhile."""

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    on = DayField(label="成文日期", help_text="发出时写入文书，并按这一天的年度取号。", required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter, values = letter, values_now(letter)
        self.gaps = missing(letter.code, values)
        self.initial |= {"stamp": _stamp(letter), "on": timezone.localdate()}
        for field in spec(letter.code).editable:
            self.fields[f"f_{field.name}"] = words_field(field, values[field.name])
        self.order_fields([*(name for name in self.fields if name.startswith("f_")), "on", "stamp"])

    def clean_stamp(self) -> str:
        """That of the page."""
        if self.cleaned_data["stamp"] != _stamp(self.letter):
            raise ValidationError("其他人刚刚修改了这份文书，您提交的内容没有保存，请核对后再提交。")
        return str(self.cleaned_data["stamp"])

    def words(self) -> dict[str, str]:
        """What differs from what the matter or the proposal says."""
        return {name.removeprefix("f_"): self.cleaned_data[name] for name in self.changed_data if name.startswith("f_")}


def _stamp(letter: Letter) -> str:
    return hashlib.sha256(f"{letter.public_id}{letter.own_words}".encode()).hexdigest()[:16]


def _matter(request: HttpRequest, public_id: str) -> Matter:
    row = get_object_or_404(Matter.objects.seen_by(request.scope).select_related("agency"), public_id=public_id)
    if row.kind not in _CODES:
        raise Http404
    return row


def _do(
    request: HttpRequest, about: Matter | Proposal, code: str, letter: Letter | None, form: MatterWords | None
) -> str:
    """Does what was asked; gives the message. Raises ValidationError."""
    by = request.actor
    if letter is None or form is None:
        prepare(about, code, by=by)
        return f"已制作《{spec(code).title}》，请核对后发出。"
    if "discard" in request.POST:
        discard_draft(letter, by=by)
        return "已删除草稿。"
    kept = prepare(about, code, extra=form.words(), by=by)
    if "issue" not in request.POST:
        return "已保存。"
    day = form.cleaned_data["on"]
    if day is None:
        raise ValidationError({"on": "请填写成文日期。"})
    sent = issue(kept, on=day, by=by)
    return f"已发出《{sent.title}》{f'，文号{sent.number}' if sent.number else ''}。"


def letter_screen(
    request: HttpRequest, about: Matter | Proposal, code: str, *, writes: bool, back: str
) -> HttpResponse:
    """The draft with its words and its pages, and what has gone out. ``back`` is the page of what it is about."""
    letters = list(about.letters.select_related(*WITH).order_by("-id"))
    draft = next((one for one in letters if not one.is_issued), None)
    form = MatterWords(request.POST if request.method == "POST" else None, letter=draft) if draft and writes else None
    if request.method == "POST":
        if not writes:
            raise PermissionDenied
        if form is None or form.is_valid():
            try:
                messages.success(request, _do(request, about, code, draft, form))
                return redirect(request.path)
            except ValidationError as error:
                if form is None:
                    messages.error(request, "；".join(error.messages))
                    return redirect(request.path)
                add_errors(form, error)
    shown = draft or (letters[0] if letters else None)
    context = {
        "about": about, "back": back, "letter": shown, "issued": [one for one in letters if one.is_issued],
        "form": form, "writes": writes, "pages": pages_of(shown) if shown else (), "title": spec(code).title,
    }  # fmt: skip
    return render(request, "info_requests/letters/matter.html", {**context, "header_title": about.number})


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "POST"])
def matter_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The letter about a correction or a suggestion."""
    matter = _matter(request, public_id)
    writes = request.scope.may(Right.REGISTER_REQUESTS, matter.agency_id)
    back = reverse("matters:inspect", args=[matter.pk])
    return letter_screen(request, matter, _CODES[MatterKind(matter.kind)], writes=writes, back=back)


def _letter(request: HttpRequest, public_id: str, letter_id: str) -> Letter:
    matter = _matter(request, public_id)
    found = Letter.objects.select_related(*WITH)
    return get_object_or_404(found, matter=matter, public_id=letter_id)


@requires(Right.SEE_REQUESTS)
@require_GET
def picture(request: HttpRequest, public_id: str, letter_id: str, page: int) -> HttpResponse:
    """A page as a picture."""
    return page_of(_letter(request, public_id, letter_id), page)


@requires(Right.SEE_REQUESTS)
@require_GET
def file(request: HttpRequest, public_id: str, letter_id: str, kind: str) -> HttpResponseBase:
    """An issued letter."""
    return send_and_tell(request, _letter(request, public_id, letter_id), kind)


class MatterLettersScreen(StaffViewSet):
    """更正答复书、审批表."""

    name = "matter_letters"
    url_prefix = "matter-letters"
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page, pictures, files."""
        return [
            path("<case:public_id>/", matter_page, name="page"),
            path("<case:public_id>/<case:letter_id>/page-<int:page>.png", picture, name="picture"),
            path("<case:public_id>/<case:letter_id>/letter.<slug:kind>", file, name="file"),
        ]


SCREENS = [MatterLettersScreen]
