"""The page on which a mistaken entry in an agency's past is corrected: filled in, told what will happen, confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.organisations import actions
from gongkai_web.organisations.actions.corrections import moved_along
from gongkai_web.organisations.kinds import ChangeKind
from gongkai_web.organisations.models import AgencyChange
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors

__all__ = ["urlpatterns"]

_DETAILS, _NEVER = "details", "never"


class CorrectionForm(forms.Form):
    """What is wrong, what is right, and why."""

    what = forms.ChoiceField(
        label="错在哪里",
        widget=forms.RadioSelect,
        choices=[(_DETAILS, "日期或者依据写错了"), (_NEVER, "没有发生过这件事，办错了")],
    )
    on = forms.DateField(
        label="正确的日期", required=False, widget=forms.DateInput({"type": "date"}), help_text="办错了的不必填。"
    )
    basis = forms.CharField(
        label="正确的依据", max_length=200, required=False, help_text="文件名称和文号；办错了的不必填。"
    )
    why = forms.CharField(
        label="更正的原因", max_length=200, help_text="如“文件印发日期是3月15日，误录为5月13日”。记入沿革和审计记录。"
    )

    def clean(self) -> dict[str, Any]:
        """Day and document where they are what is wrong."""
        told = super().clean() or {}
        if told.get("what") == _DETAILS:
            for name in ("on", "basis"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, f"请填写{self.fields[name].label}。")
        return told


def _act(change: AgencyChange, told: dict[str, Any], request: HttpRequest) -> None:
    if told["what"] == _NEVER:
        actions.revoke_change(change, why=told["why"], by=request.actor)
    else:
        actions.correct_change(change, on=told["on"], basis=told["basis"], why=told["why"], by=request.actor)


def _consequences(change: AgencyChange, told: dict[str, Any]) -> Iterator[str]:
    agency, along = change.agency, [row.agency.name for row in moved_along(change)]
    if told["what"] == _DETAILS:
        yield f"“{agency}”的{change.get_kind_display()}改为{told['on']}，依据改为{told['basis']}。"
        if along:
            yield f"随它转隶的{'、'.join(along)}一并更正。"
    elif change.kind == ChangeKind.RENAMED:
        yield f"“{change.new_name}”恢复名称“{change.old_name}”；简称不变，需要时另行修改。"
    elif change.kind == ChangeKind.MOVED:
        place = f"“{change.old_superior}”之下" if change.old_superior else "没有上级机关"
        yield f"“{agency}”和它下面的机关回到{place}。"
    else:
        yield f"“{agency}”恢复为在用。"
        if along:
            yield f"随它转隶的{'、'.join(along)}回到“{agency}”之下。"
        yield "当时终止的任职不恢复，请重新授予角色；领导小组和联络员请重新登记。"
    yield "原来的一项仍留在后台的沿革里，注明已更正；公众看到的沿革只有正确的。"


def _try(change: AgencyChange, form: CorrectionForm, request: HttpRequest, *, keep: bool) -> bool:
    """Does it, for good or only to see whether it can be done; puts what is refused into the form."""
    try:
        with transaction.atomic():
            _act(change, form.cleaned_data, request)
            transaction.set_rollback(not keep)
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_AGENCIES)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; then what will happen; then the correction."""
    rows = AgencyChange.objects.seen_by(request.scope).standing()
    change = get_object_or_404(rows.select_related("agency", "old_superior", "successor"), pk=pk)
    agency = change.agency
    page = reverse("agencies:inspect", args=[agency.pk])
    typed = request.POST if request.method == "POST" else None
    form = CorrectionForm(typed, initial={"what": _DETAILS, "on": change.on.isoformat(), "basis": change.basis})
    told: list[str] = []
    if typed is not None and form.is_valid() and "back" not in typed:
        told = list(_consequences(change, form.cleaned_data))
        confirmed = "confirm" in typed
        if not _try(change, form, request, keep=confirmed):
            told = []
        elif confirmed:
            messages.success(request, f"已更正“{agency}”的一项变更。")
            return redirect(page)
    context = {
        "change": change,
        "agency": agency,
        "page": page,
        "form": form,
        "told": told,
        "never": bool(told) and form.cleaned_data["what"] == _NEVER,
        "header_title": f"更正变更：{agency}",
        "header_icon": "site",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "首页"},
            {"url": reverse("agencies:index"), "label": "机关"},
            {"url": page, "label": agency.name},
            {"url": "", "label": "更正变更"},
        ],
    }
    return render(request, "staff/agencies/correct.html", context)


urlpatterns = [path("<int:pk>/correct/", correct, name="correct")]
