"""The list, the page and the forms of reviews and lawsuits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn

from gongkai.law.clauses import clause
from gongkai.law.proceedings import CARRIED_OUT
from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.common.masks import mask_name
from gongkai_web.info_requests.actions.steps import Repeated
from gongkai_web.organisations.scope import Scope
from gongkai_web.remedies.actions.cases import change_case, decide_case, open_case, record_unmask, reopen_request
from gongkai_web.remedies.actions.papers import add_paper
from gongkai_web.remedies.forms import ChangeForm, DecideForm, OpenForm, PaperForm, ReopenForm
from gongkai_web.remedies.kinds import GROUP_CHOICES, RESULT_CHOICES, SUBJECT_CHOICES
from gongkai_web.remedies.limits import rule_of_reply
from gongkai_web.remedies.models import RemedyCase
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.forms import add_errors, name_blanks
from gongkai_web.staff.records import RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SOON", "CaseScreen"]

SOON = timedelta(days=5)
"""Days of the calendar before the limit of the reply file in which the home tells of it."""
_TODO = [
    ("late", "答复逾期"),
    ("soon", "答复将到期"),
    ("pending", "尚未审结"),
    ("redo", "待重新处理"),
    ("decided", "已审结"),
]


class CaseFilterSet(RecordFilterSet):
    """Group, subject, result, what is to be done, days."""

    todo = django_filters.ChoiceFilter(label="待办", choices=_TODO, method="of_todo", empty_label="全部")
    group = django_filters.ChoiceFilter(label="类别", choices=GROUP_CHOICES, empty_label="全部")
    subject = django_filters.ChoiceFilter(label="争议事项", choices=SUBJECT_CHOICES, empty_label="全部")
    result = django_filters.ChoiceFilter(label="结果", choices=RESULT_CHOICES, empty_label="全部")
    filed_on = django_filters.DateFromToRangeFilter(label="申请或者起诉日期")
    decided_on = django_filters.DateFromToRangeFilter(label="审结日期")

    class Meta:
        model = RemedyCase
        fields: ClassVar[list[str]] = ["agency"]

    def of_todo(self, rows: Any, _name: str, value: str) -> Any:
        """Those that ask for something."""
        today = timezone.localdate()
        if value == "late":
            return rows.reply_due(today - timedelta(days=1))
        if value == "soon":
            return rows.reply_due(today + SOON)
        if value == "pending":
            return rows.pending()
        return rows.to_carry_out() if value == "redo" else rows.exclude(decided_on=None)


class CasePageView(RecordInspectView):
    """All that is known of a case, and what may be done now."""

    template_name = "remedies/case.html"
    page_title = "复议诉讼"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the case, its limits with their rules, its papers and what may be done."""
        case: RemedyCase = self.object
        works = self.request.scope.may(Right.ASSIGN_REQUESTS, case.agency_id)
        rule = rule_of_reply(case)
        return super().get_context_data(**kwargs) | {
            "case": case,
            "party": mask_name(case.party) if case.party else "",
            "rule": rule.text if rule else "",
            "is_late": case.decided_on is None and not case.replied_on and case.reply_by is not None
            and case.reply_by < timezone.localdate(),
            "carried_out": clause(CARRIED_OUT[case.group]).citation,
            "papers": case.papers.select_related("file"),
            "lawsuits": case.lawsuits.all() if case.is_review else (),
            "works": works,
            "may_unmask": bool(case.party) and self.request.scope.may(Right.UNMASK, case.agency_id),
            "may_reopen": works and case.must_redo and case.reopened_on is None and case.request_id is not None,
        }  # fmt: skip


def _case(request: HttpRequest, pk: int, right: Right = Right.ASSIGN_REQUESTS) -> RemedyCase:
    found = RemedyCase.objects.seen_by(request.scope).select_related("agency", "request", "review")
    case = get_object_or_404(found, pk=pk)
    if not request.scope.may(right, case.agency_id):
        raise PermissionDenied
    return case


def _form_page(
    request: HttpRequest,
    case: RemedyCase,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    label: str,
    done: str,
) -> HttpResponse:
    """A form of a case: shown, or done; what is refused stands in it beside what was typed."""
    name_blanks(form)
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except Repeated:
            messages.info(request, f"“{label}”刚才已经办理，没有重复办理。")
            return HttpResponseRedirect(case.get_absolute_url())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(case.get_absolute_url())
    return render(request, "remedies/act.html", {"case": case, "form": form, "label": label, "header_title": label})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.ASSIGN_REQUESTS)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The result."""
    case = _case(request, pk)
    form = DecideForm(request.POST if request.method == "POST" else None, instance=case)

    def act(data: dict[str, Any]) -> object:
        version = data.pop("version")
        return decide_case(RemedyCase(pk=pk), data, by=request.actor, version=version)

    return _form_page(request, case, form, act, "登记结果", "已登记结果。")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.ASSIGN_REQUESTS)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the request up again."""
    case = _case(request, pk)
    form = ReopenForm(request.POST if request.method == "POST" else None, instance=case, initial={"token": uuid4().hex})

    def act(data: dict[str, Any]) -> object:
        return reopen_request(case, on=data["on"], by=request.actor, version=data["version"], token=data["token"])

    return _form_page(request, case, form, act, "重新作出处理", "已重新处理，申请回到办理。")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.ASSIGN_REQUESTS)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds a file."""
    case = _case(request, pk)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()

    def act(data: dict[str, Any]) -> object:
        try:
            return add_paper(case, data["file"], kind=data["kind"], title=data["title"], by=request.actor)
        except ValidationError as error:
            raise error if hasattr(error, "error_dict") else ValidationError({"file": error.messages}) from None

    return _form_page(request, case, form, act, "加入材料", "已加入材料，正在查毒。")


@require_POST
@requires(Right.UNMASK)
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows who contests, once; on the log."""
    case = _case(request, pk, Right.UNMASK)
    told = record_unmask(case, by=request.actor)
    return render(request, "remedies/party.html", {"case": case, "party": told, "header_title": "申请人或者原告"})


class CaseScreen(RecordViewSet):
    """The address /staff/remedies/."""

    model = RemedyCase
    name = "remedies"
    menu, menu_label, icon, menu_order = "requests", "复议和诉讼", "clipboard-list", 60
    rights = {
        "view": Right.SEE_REQUESTS, "add": Right.ASSIGN_REQUESTS, "change": Right.ASSIGN_REQUESTS, "delete": None,
    }  # fmt: skip
    lead = (
        "对政府信息公开工作申请行政复议、提起行政诉讼的案件（条例第五十一条），年度报告第四部分按这里的记录统计。"
        "不涉及已登记申请的、系统启用以前的也要登记。"
    )
    inspect_view_class = CasePageView
    filterset_class = CaseFilterSet
    search_fields = ("number", "organ", "request__number", "appeal_number")
    list_display: ClassVar[Any] = [
        TitleColumn("case", label="案件", accessor=str, get_url=RemedyCase.get_absolute_url),
        Column("group", label="类别", accessor="get_group_display", sort_key="group"),
        Column("organ", label="复议机关或者法院"),
        Column("subject", label="争议事项", accessor="get_subject_display"),
        DayColumn("filed_on", label="申请或者起诉", sort_key="filed_on"),
        DayColumn("reply_by", label="答复期限", sort_key="reply_by"),
        Column("result", label="结果", accessor=lambda row: row.get_result_display() or "尚未审结"),
        DayColumn("decided_on", label="审结", sort_key="decided_on"),
    ]
    list_export: ClassVar[Any] = [
        "agency__name", "group", "organ", "number", "procedure", "subject", "request__number", "filed_on",
        "accepted_on", "notified_on", "reply_by", "replied_on", "hearing_on", "result", "decided_on", "received_on",
        "fault", "lesson", "costs",
    ]  # fmt: skip
    inspect_view_fields: ClassVar[Any] = ["group"]
    ordering = "-filed_on"

    def rows(self, scope: Scope) -> Any:
        """With what the list and the page show."""
        return super().rows(scope).select_related("agency", "request", "review")

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form."""
        return ChangeForm if for_update else OpenForm

    def prepare(self, form: Any, scope: Scope) -> None:
        """Only agencies whose cases the person may enter."""
        if "agency" in form.fields:
            field = form.fields["agency"]
            field.queryset = field.queryset.filter(pk__in=scope.where(Right.ASSIGN_REQUESTS))

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> RemedyCase:
        """The new case."""
        agency = data.pop("agency")
        return open_case(agency, data, by=by)

    def change(self, row: RemedyCase, data: dict[str, Any], *, by: Actor, scope: Scope) -> RemedyCase:
        """The changed case."""
        version = data.pop("version")
        return change_case(row, data, by=by, version=version)

    def url_of(self, row: Any, scope: Scope) -> str | None:
        """The case's page, from where everything is done."""
        may = row.pk is not None and self.may("view", row, scope)
        return reverse(self.get_url_name("inspect"), args=[row.pk]) if may else None

    def get_urlpatterns(self) -> list[URLPattern]:
        """With what is done on the page."""
        steps = {"decide": decide, "reopen": reopen, "paper": paper, "unmask": unmask}
        own = [path(f"<int:pk>/{name}/", view, name=name) for name, view in steps.items()]
        return [*super().get_urlpatterns(), *own]
