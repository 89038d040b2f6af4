"""Many requests at once: picked in a list, confirmed with what is needed, then a report of what was not done."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.bulk import MOST, Done, archive_many, assign_many, hand_over, remind_many
from gongkai_web.info_requests.actions.handling import handlers_of
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_NEEDS = {
    "assign": Right.ASSIGN_REQUESTS,
    "remind": Right.ASSIGN_REQUESTS,
    "handover": Right.ASSIGN_REQUESTS,
    "archive": Right.REGISTER_REQUESTS,
}


class _Bulk(forms.Form):
    label = ""
    lead = ""
    token = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: list[InfoRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid4().hex)
        people = User.objects.none()
        agencies = {row.agency_id for row in rows}
        if len(agencies) == 1:
            people = handlers_of(agencies.pop())
        for name in ("handler", "to"):
            if name in self.fields:
                self.fields[name].queryset = people
                self.fields[name].label_from_instance = lambda person: person.name


class AssignForm(_Bulk):
    """To whom."""

    label = "指定承办人"
    lead = "还没有交办的，办理“交承办科室办理”；已经在办的，改派。各件的期限不变。"
    handler = forms.ModelChoiceField(User.objects.none(), label="承办人", required=False, empty_label="请选择")
    section = forms.CharField(label="承办科室", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


class HandOverForm(_Bulk):
    """To whom, with what."""

    label = "移交"
    lead = "移交后由接手人继续办理，办理步骤和期限不变。交代事项记入审计，接手人收到通知。"
    to = forms.ModelChoiceField(User.objects.none(), label="接手人", empty_label="请选择")
    note = forms.CharField(label="移交原因和交代事项", max_length=500, widget=forms.Textarea({"rows": 3}))


class RemindForm(_Bulk):
    """Nothing more is needed."""

    label = "提醒承办人"
    lead = "向各件的承办人发送提醒；承办人请假的，发给代理人员。"


class ArchiveForm(_Bulk):
    """Nothing more is needed."""

    label = "归档"
    lead = "已答复和不再处理的申请归档（条例第四十五条），在办的不能归档。"


FORMS: dict[str, type[_Bulk]] = {
    "assign": AssignForm, "handover": HandOverForm, "remind": RemindForm, "archive": ArchiveForm,
}  # fmt: skip


def _do(request: HttpRequest, act: str, rows: list[InfoRequest], data: dict[str, Any]) -> list[Done]:
    given = {"scope": request.scope, "by": request.actor}
    today = timezone.localdate()
    if act == "assign":
        picked = {name: data[name] for name in ("handler", "section", "note", "token")}
        return assign_many(rows, **picked, on=today, **given)
    if act == "handover":
        return hand_over(rows, to=data["to"], note=data["note"], token=data["token"], **given)
    if act == "remind":
        return remind_many(rows, today=today, **given)
    return archive_many(rows, on=today, token=data["token"], **given)


def _back(request: HttpRequest) -> str:
    """The list it came from: a query of ours, never another address."""
    asked = request.POST.get("back", "")
    return reverse("requests:index") + (asked if asked.startswith("?") else "")


@requires(Right.ASSIGN_REQUESTS, Right.REGISTER_REQUESTS)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """What is needed for it; then it is done and told, request by request."""
    act = request.POST.get("act", "")
    if act not in FORMS:
        messages.warning(request, "请选择要办理的事项。")
        return HttpResponseRedirect(_back(request))
    if not request.scope.may(_NEEDS[act]):
        raise PermissionDenied
    picked = request.POST.getlist("pick")[:MOST]
    found = InfoRequest.objects.seen_by(request.scope).filter(public_id__in=picked)
    rows = list(found.select_related("agency", "handler").order_by("due_on", "id"))
    if not rows:
        messages.warning(request, "没有选中申请。")
        return HttpResponseRedirect(_back(request))
    kind = FORMS[act]
    confirmed = "confirm" in request.POST
    form = kind(request.POST, rows=rows) if confirmed else kind(rows=rows)
    context = {"act": act, "rows": rows, "form": form, "back": request.POST.get("back", ""), "header_title": kind.label}
    context["several"] = len({row.agency_id for row in rows}) > 1 and act in ("assign", "handover")
    if confirmed and form.is_valid():
        try:
            done = _do(request, act, rows, form.cleaned_data)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            refused_ones = [one for one in done if not one.done]
            context |= {"done": [one for one in done if one.done], "refused": refused_ones, "back_url": _back(request)}
            return render(request, "info_requests/lists/report.html", context)
    return render(request, "info_requests/lists/bulk.html", context)


class BulkScreen(StaffViewSet):
    """批量办理."""

    name = "bulk"
    url_prefix = "requests/bulk"
    rights = (Right.ASSIGN_REQUESTS, Right.REGISTER_REQUESTS)

    def get_urlpatterns(self) -> list[URLPattern]:
        """One address: what is picked comes by POST."""
        return [path("", choose, name="choose")]


SCREENS = [BulkScreen]
