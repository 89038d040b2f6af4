"""Practice: one's own throw-away cases, begun from invented applications and emptied again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.access import agencies_seen
from gongkai_web.info_requests.actions.practice import KEPT, SAMPLES, begin_practice, empty_practice
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]


class PracticeForm(forms.Form):
    """Which case."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", empty_label=None)
    sample = forms.ChoiceField(
        label="情形",
        choices=[(one.key, f"{one.label}：{one.hint}") for one in SAMPLES.values()],
        widget=forms.RadioSelect,
        initial="plain",
    )


def _form(request: HttpRequest, data: Any = None) -> PracticeForm:
    form = PracticeForm(data)
    seen = agencies_seen(request.scope) or frozenset()
    form.fields["agency"].queryset = Agency.objects.active().filter(pk__in=seen).order_by("name")
    return form


@requires(Right.SEE_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """One's own practice cases and those of colleagues; the form that begins one. Nothing here for the auditor."""
    form = _form(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = begin_practice(
                form.cleaned_data["agency"], form.cleaned_data["sample"], user=request.user, by=request.actor
            )
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            return redirect(row.get_absolute_url())
    seen = InfoRequest.objects.seen_by(request.scope).filter(practice=True).select_related("practice_of")
    shown = (
        "public_id",
        "number",
        "title",
        "state",
        "created_at",
        "due_on",
        "is_open",
        "practice",
        "practice_of__name",
    )
    rows = list(seen.only(*shown).order_by("-created_at")[:100])
    for row in rows:
        row.until = timezone.localtime(row.created_at + KEPT).date()
    context = {
        "form": form, "mine": [row for row in rows if row.practice_of_id == request.user.pk],
        "others": [row for row in rows if row.practice_of_id != request.user.pk], "days": KEPT.days,
        "may_begin": bool(agencies_seen(request.scope)), "header_title": "练习",
    }  # fmt: skip
    return render(request, "info_requests/lists/practice.html", context)


@requires(Right.SEE_REQUESTS)
@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Empties one's own: the picked ones, or all."""
    rows = InfoRequest.objects.seen_by(request.scope).filter(practice=True, practice_of=request.user)
    picked = request.POST.getlist("pick")
    if picked:
        rows = rows.filter(public_id__in=picked)
    count = empty_practice(rows, by=request.actor)
    messages.success(request, f"已清空{count}件练习件。")
    return redirect("practice:index")


class PracticeScreen(StaffViewSet):
    """练习."""

    name = "practice"
    url_prefix = "requests/practice"
    menu, icon, menu_label, menu_order = "requests", "edit", "练习", 99
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page, and emptying."""
        return [path("", index, name="index"), path("empty/", empty, name="empty")]


SCREENS = [PracticeScreen]
