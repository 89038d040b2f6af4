"""Hand-over of everything that somebody handles, and leave with a deputy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.absences import add_absence, end_absence
from gongkai_web.info_requests.actions.bulk import MOST, hand_over
from gongkai_web.info_requests.actions.handling import handlers_of
from gongkai_web.info_requests.models import Absence, InfoRequest
from gongkai_web.info_requests.queries.absences import absent_heads
from gongkai_web.info_requests.screens.forms import DayField
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]
_FOR_HEAD = "请假期间，批准、退回延期建议和延长答复期限由代理人员代公开工作机构负责人办理，记录写明代谁办理。"


class _People(forms.Form):
    people: tuple[str, ...] = ()

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.people:
            self.fields[name].queryset = handlers_of(agency.pk)
            self.fields[name].label_from_instance = lambda person: person.name


class HandOverForm(_People):
    """From whom to whom."""

    people = ("giver", "to")
    giver = forms.ModelChoiceField(User.objects.none(), label="移交人", empty_label="请选择")
    to = forms.ModelChoiceField(User.objects.none(), label="接手人", empty_label="请选择")
    note = forms.CharField(label="移交原因和交代事项", max_length=500, widget=forms.Textarea({"rows": 3}))
    token = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Two people."""
        data = super().clean()
        if data.get("giver") and data.get("giver") == data.get("to"):
            self.add_error("to", "接手人应当是另一个人。")
        return data


class AbsenceForm(_People):
    """Who is away, and when."""

    people = ("person", "deputy")
    person = forms.ModelChoiceField(User.objects.none(), label="请假人员", empty_label="请选择")
    deputy = forms.ModelChoiceField(User.objects.none(), label="代理人员", empty_label="请选择")
    first = DayField(label="开始日期")
    last = DayField(label="结束日期")
    note = forms.CharField(label="交代事项", max_length=500, required=False)


def _agency(scope: Scope, asked: str | None) -> Agency:
    """The agency asked for, or the first of those where the person hands over; 404 for any other."""
    rows = Agency.objects.filter(pk__in=scope.where(Right.ASSIGN_REQUESTS)).order_by("pk")
    return get_object_or_404(rows, pk=asked) if asked and asked.isdecimal() else get_object_or_404(rows[:1])


@requires(Right.ASSIGN_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Both forms, who handles how many, who is away."""
    agency = _agency(request.scope, request.POST.get("agency") or request.GET.get("agency"))
    act = request.POST.get("act", "")
    giving = HandOverForm(request.POST if act == "hand" else None, agency=agency, initial={"token": uuid4().hex})
    leaving = AbsenceForm(request.POST if act == "leave" else None, agency=agency)
    if giving.is_bound and giving.is_valid():
        data = giving.cleaned_data
        rows = InfoRequest.objects.filter(agency=agency).open().of(data["giver"].pk).select_related("agency", "handler")
        try:
            done = hand_over(
                rows.order_by("id")[:MOST], to=data["to"], note=data["note"], scope=request.scope, by=request.actor,
                token=data["token"],
            )  # fmt: skip
        except ValidationError as refused:
            add_errors(giving, refused)
        else:
            context = {
                "form": {"label": "移交"}, "done": [one for one in done if one.done],
                "refused": [one for one in done if not one.done], "back_url": request.path, "header_title": "移交",
            }  # fmt: skip
            return render(request, "info_requests/lists/report.html", context)
    if leaving.is_bound and leaving.is_valid():
        try:
            row = add_absence(agency, **leaving.cleaned_data, by=request.actor)
        except ValidationError as refused:
            add_errors(leaving, refused)
        else:
            messages.success(request, "已登记请假。请假期间，其承办的申请列入代理人员的“我承办的”，提醒发给代理人员。")
            for kind, told in _of_head(row):
                kind(request, told)
            return redirect(f"{request.path}?agency={agency.pk}")
    return render(request, "info_requests/lists/handover.html", _context(request, agency, giving, leaving))


def _of_head(row: Absence) -> Iterator[tuple[Callable[..., None], str]]:
    """What a head's leave brings, and what his deputy must leave to others."""
    if not absent_heads(max(row.first, timezone.localdate()), row.agency_id).filter(pk=row.pk).exists():
        return
    yield messages.info, _FOR_HEAD
    handled = InfoRequest.objects.real().filter(agency=row.agency_id).open().of(row.deputy_id).count()
    if handled:
        told = f"{row.deputy.name}承办{handled}件在办申请：由其承办或者由其建议延期的，不能由其代负责人同意。"
        yield messages.warning, f"{told}这些申请需要延期的，请由负责人本人或者其他负责人办理。"


def _context(request: HttpRequest, agency: Agency, giving: forms.Form, leaving: forms.Form) -> dict[str, Any]:
    today = timezone.localdate()
    open_ones = Q(handled_requests__is_open=True, handled_requests__agency=agency, handled_requests__practice=False)
    late = open_ones & Q(handled_requests__due_on__lt=today)
    keys = handlers_of(agency.pk).order_by().values("pk")
    people = User.objects.filter(pk__in=keys).annotate(
        cases=Count("handled_requests", filter=open_ones, distinct=True),
        late=Count("handled_requests", filter=late, distinct=True),
    )
    return {
        "agency": agency,
        "agencies": Agency.objects.filter(pk__in=request.scope.where(Right.ASSIGN_REQUESTS)).order_by("name"),
        "giving": giving,
        "leaving": leaving,
        "people": people.order_by("-cases", "name"),
        "absences": Absence.objects.filter(agency=agency, last__gte=today).select_related("person", "deputy"),
        "today": today,
        "header_title": "移交和请假",
    }


@requires(Right.ASSIGN_REQUESTS)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends an absence before its day."""
    rows = Absence.objects.filter(agency__in=request.scope.where(Right.ASSIGN_REQUESTS))
    row = get_object_or_404(rows, pk=pk)
    try:
        end_absence(row, by=request.actor)
    except ValidationError as refused:
        messages.error(request, "".join(refused.messages))
    else:
        messages.success(request, "已提前结束请假。")
    return redirect("handover:index")


class HandOverScreen(StaffViewSet):
    """移交和请假."""

    name = "handover"
    url_prefix = "requests/handover"
    menu, icon, menu_label, menu_order = "requests", "group", "移交和请假", 40
    rights = (Right.ASSIGN_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page, and the end of an absence."""
        return [path("", index, name="index"), path("absences/<int:pk>/end/", end, name="end")]


SCREENS = [HandOverScreen]
