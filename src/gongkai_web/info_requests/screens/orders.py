"""Orders to correct: given by the organ above, answered by the agency."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.access import agencies_overseen
from gongkai_web.info_requests.actions.orders import answer_order, close_order, issue_order, return_order
from gongkai_web.info_requests.models import InfoRequest, Order
from gongkai_web.info_requests.queries.days import end_of, long_calendar
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the paths below
from gongkai_web.info_requests.screens.forms import DayField
from gongkai_web.organisations.models import Agency, Below
from gongkai_web.staff.access import requires
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_PAGE = 30
_ANSWER_WITHIN = 5
"""Working days that the form proposes; the Regulation sets none."""


class OrderForm(forms.Form):
    """What is ordered."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="被督促机关", empty_label="请选择")
    title = forms.CharField(label="事由", max_length=200)
    text = forms.CharField(label="整改要求", max_length=2000, widget=forms.Textarea({"rows": 5}))
    answer_by = DayField(label="反馈期限")
    number = forms.CharField(label="文号", max_length=60, required=False, help_text="有正式发文的填写。")


class AnswerForm(forms.Form):
    """What was done."""

    answer = forms.CharField(label="整改情况", max_length=5000, widget=forms.Textarea({"rows": 6}))


class CheckForm(forms.Form):
    """Enough, or not."""

    closing = forms.CharField(
        label="核查意见", max_length=2000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="退回的，必须写明原因。",
    )  # fmt: skip
    answer_by = DayField(label="退回后的反馈期限", required=False)


@requires(Right.OVERSEE_REQUESTS, Right.MANAGE_DESK)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Those that one gave or got, open ones in front."""
    rows = Order.objects.seen_by(request.scope).select_related("agency", "issuer", "request")
    rows = rows.only(
        "title", "issued_on", "answer_by", "answered_on", "closed_on", "agency__name", "issuer__name", "request__number"
    )
    page = Paginator(rows, _PAGE).get_page(request.GET.get("p"))
    today = timezone.localdate()
    for row in page:
        row.late = row.is_late(today)
    context = {"page": page, "may_issue": request.scope.may(Right.OVERSEE_REQUESTS), "header_title": "督促整改"}
    return render(request, "info_requests/lists/orders.html", context)


def _issuer(request: HttpRequest, agency: Agency) -> Agency:
    """The nearest agency above at which the person is a supervisor. Raises PermissionDenied."""
    held = request.scope.held.get(Role.SUPERVISOR, frozenset())
    above = Below.objects.filter(lower=agency, higher__in=held, distance__gt=0).select_related("higher")
    found = above.order_by("distance").first()
    if found is None:
        raise PermissionDenied
    return found.higher


def _case(request: HttpRequest, asked: str, below: frozenset[int]) -> InfoRequest | None:
    """The late case that an order is about; of it no more is read than its number."""
    if not asked:
        return None
    rows = InfoRequest.objects.real().filter(agency__in=below).only("number", "agency", "practice", "due_on")
    return get_object_or_404(rows, public_id=asked)


@requires(Right.OVERSEE_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """The form; ``?case=`` and ``?agency=`` fill it."""
    below = agencies_overseen(request.scope)
    case = _case(request, request.POST.get("case") or request.GET.get("case", ""), below)
    today = timezone.localdate()
    initial: dict[str, Any] = {
        "answer_by": end_of(today, _ANSWER_WITHIN, long_calendar()),
        "agency": case.agency_id if case else request.GET.get("agency"),
    }
    if case is not None:
        initial["title"] = f"申请{case.number}逾期未答复"
        initial["text"] = "请立即依法答复申请人，查明逾期的原因，并反馈整改情况。"
    form = OrderForm(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["agency"].queryset = Agency.objects.filter(pk__in=below).order_by("name")
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            row = issue_order(_issuer(request, data["agency"]), **data, request=case, by=request.actor)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已发出督促整改，被督促机关的公开工作机构会收到通知。")
            return redirect("orders:show", row.pk)
    return render(
        request, "info_requests/lists/order_new.html", {"form": form, "case": case, "header_title": "督促整改"}
    )


@requires(Right.OVERSEE_REQUESTS, Right.MANAGE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One, and what may be done with it now."""
    rows = Order.objects.seen_by(request.scope).select_related("agency", "issuer", "request")
    row = get_object_or_404(rows.defer("request__title", "request__content", "request__applicant_name"), pk=pk)
    oversees = row.agency_id in agencies_overseen(request.scope)
    answers = request.scope.may(Right.MANAGE_DESK, row.agency_id)
    act = request.POST.get("act", "")
    form: forms.Form | None = None
    if row.closed_on is None and row.answered_on is None and answers:
        form = AnswerForm(request.POST if act == "answer" else None)
    elif row.closed_on is None and row.answered_on is not None and oversees:
        form = CheckForm(request.POST if act in ("close", "return") else None)
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_bound and form.is_valid():
        try:
            _act(row, act, form.cleaned_data, request)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已办理。")
            return redirect("orders:show", row.pk)
    context = {
        "row": row, "form": form, "answers": answers, "oversees": oversees, "late": row.is_late(timezone.localdate()),
        "may_open": answers and request.scope.may(Right.SEE_REQUESTS, row.agency_id), "header_title": row.title,
    }  # fmt: skip
    return render(request, "info_requests/lists/order.html", context)


def _act(row: Order, act: str, data: dict[str, Any], request: HttpRequest) -> None:
    by = request.actor
    if act == "answer":
        answer_order(row, answer=data["answer"], by=by)
    elif act == "close":
        close_order(row, closing=data["closing"], by=by)
    elif act == "return":
        day: date | None = data["answer_by"]
        if day is None:
            raise ValidationError({"answer_by": "请填写新的反馈期限。"})
        return_order(row, closing=data["closing"], answer_by=day, by=by)
    else:
        raise Http404


class OrderScreen(StaffViewSet):
    """督促整改."""

    name = "orders"
    menu, icon, menu_label, menu_order = "requests", "warning", "督促整改", 80
    rights = (Right.OVERSEE_REQUESTS, Right.MANAGE_DESK)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, a new one, one."""
        return [
            path("", index, name="index"),
            path("new/", issue, name="issue"),
            path("<int:pk>/", show, name="show"),
        ]


SCREENS = [OrderScreen]
