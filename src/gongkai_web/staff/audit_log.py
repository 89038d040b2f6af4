"""The log, for the auditor: every event a sentence, found by person, object, verb, agency and period; taken out; read.

Reading it is itself in the log, once a session and day.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import django_filters
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.audit.export import TooMany, export
from gongkai_web.audit.models import ChainHead, Event
from gongkai_web.audit.queries import Asked, find
from gongkai_web.audit.sentences import changes, label_of, sentence, verbs
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.paginator import RecordPaginator
from gongkai_web.staff.records import RecordIndexView, RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS", "AuditScreen"]

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_MOST = 10_000
"""So many rows of a search are counted and can be paged through; who wants more narrows the search or takes it out."""


def _verb_choices() -> list[tuple[str, str]]:
    return [(verb.name, verb.label) for verb in sorted(verbs().values(), key=lambda verb: verb.label)]


def _agency_choices() -> list[tuple[str, str]]:
    return list(Agency.objects.order_by("position", "code").values_list("code", "name"))


def _day(instant: datetime | None) -> date | None:
    return timezone.localtime(instant).date() if instant else None


class AuditFilterSet(RecordFilterSet):
    """What is looked for; ``find`` of the log's own queries does the looking."""

    at = django_filters.DateFromToRangeFilter(label="期间")
    person = django_filters.CharFilter(label="操作人（账号或姓名全称）")
    agency = django_filters.ChoiceFilter(label="机关", choices=_agency_choices, empty_label="全部")
    verb = django_filters.ChoiceFilter(label="动作", choices=_verb_choices, empty_label="全部")
    thing = django_filters.CharFilter(label="对象（编号，或名称的一部分）")
    success = django_filters.ChoiceFilter(
        label="结果", choices=[("true", "成功"), ("false", "未成功")], empty_label="全部"
    )

    class Meta:
        model = Event
        fields: ClassVar[list[str]] = []

    @property
    def asked(self) -> Asked:
        """What the form says."""
        told = self.form.cleaned_data
        period, person = told.get("at"), (told.get("person") or "").strip()
        accounts = User.objects.filter(name=person).values_list("username", flat=True) if person else ()
        return Asked(
            since=_day(period.start) if period else None,
            until=_day(period.stop) if period else None,
            agency=told.get("agency") or "",
            person=person,
            accounts=tuple(accounts),
            verb=told.get("verb") or "",
            thing=(told.get("thing") or "").strip(),
            success={"true": True, "false": False}.get(told.get("success") or ""),
        )

    def filter_queryset(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """The events asked for, the newest first."""
        return find(self.asked)


class AuditPaginator(RecordPaginator):
    """Counts without reading a million rows: the whole log by its head, a search up to a limit."""

    @cached_property
    def count(self) -> int:
        """The number of rows that can be paged through."""
        if not self.object_list.query.where:
            head = ChainHead.objects.filter(id=1).first() or ChainHead()
            return head.number - head.archived_number
        return min(len(self._seen), _MOST)

    @cached_property
    def _seen(self) -> list[int]:
        return list(self.object_list.order_by("-number").values_list("number", flat=True)[: _MOST + 1])

    def page(self, number: int | str) -> Page:
        """The rows by the numbers that were counted: what is looked for is looked for once."""
        if not self.object_list.query.where:
            return super().page(number)
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = self._seen[start : start + self.per_page]
        return self._get_page(Event.objects.filter(number__in=keys).order_by("-number"), number, self)

    @cached_property
    def items_count_label(self) -> str:
        """How many there are, or that there are more than are counted."""
        if self.object_list.query.where and len(self._seen) > _MOST:
            return f"超过 {_MOST} 条，只列出最近的 {_MOST} 条；请缩小范围，或者导出"
        return super().items_count_label


def _note_reading(request: HttpRequest) -> None:
    today = timezone.localdate().isoformat()
    if request.session.get("audit_read") != today:
        request.session["audit_read"] = today
        record("audit.read", by=request.actor)


def _url(event: Event) -> str:
    return reverse("audit:inspect", args=[event.number])


class AuditIndexView(RecordIndexView):
    """The list."""

    paginator_class = AuditPaginator
    default_ordering = "-number"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As a list's; the reading is noted."""
        _note_reading(request)
        return super().get(request, *args, **kwargs)

    def as_spreadsheet(self, queryset: QuerySet[Event], spreadsheet_format: str) -> HttpResponse:
        """The log's own export of what is filtered by, as it is made."""
        asked = self.filters.asked if self.filters and self.filters.is_valid() else Asked()
        try:
            _, blocks = export(asked, spreadsheet_format, by=self.request.actor)
        except TooMany as error:
            messages.error(self.request, f"{error}。")
            return HttpResponse(status=302, headers={"Location": self.index_url})
        response = StreamingHttpResponse(blocks, content_type=_TYPES[spreadsheet_format])
        name = f"{self.get_filename()}.{spreadsheet_format}"
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response


class AuditInspectView(RecordInspectView):
    """One event: its sentence, its values before and after, its place in the chain."""

    template_name = "staff/audit/event.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As a row's; the reading is noted."""
        _note_reading(request)
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Its number."""
        return f"第{self.object.number}条"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what the page tells."""
        event: Event = self.object
        agency = Agency.objects.filter(code=event.agency).values_list("name", flat=True).first() if event.agency else ""
        beside = Event.objects.filter(number__in=(event.number - 1, event.number + 1)).values_list("number", flat=True)
        return super().get_context_data(**kwargs) | {
            "event": event,
            "sentence": sentence(event),
            "verb": label_of(event.verb),
            "agency": f"{agency}（{event.agency}）" if agency else event.agency,
            "changes": list(changes(event)),
            "earlier": event.number - 1 if event.number - 1 in beside else None,
            "later": event.number + 1 if event.number + 1 in beside else None,
        }


class AuditScreen(RecordViewSet):
    """The address /staff/audit/."""

    model = Event
    name = "audit"
    menu, menu_label, icon, menu_order = "audit", "审计记录", "history", 10
    rights = {"view": Right.SEE_AUDIT}
    lead = (
        "谁、什么时候、从哪里、做了什么。记录只增不改，逐条以前一条的摘要封存，至少保存六个月（网络安全法）。"
        "查阅和导出本身也记录在案。"
    )
    index_view_class = AuditIndexView
    inspect_view_class = AuditInspectView
    filterset_class = AuditFilterSet
    list_display: ClassVar[Any] = [
        TitleColumn("sentence", label="经过", accessor=sentence, get_url=_url),
        Column("at", label="时间", accessor=lambda event: f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"),
        Column("agency", label="机关代码"),
        Column("address", label="来源地址"),
        Column("success", label="结果", accessor=lambda event: "成功" if event.success else "未成功"),
    ]
    list_export: ClassVar[Any] = ["number"]
    list_per_page = 50
    ordering = "-number"
    inspect_view_fields: ClassVar[Any] = ["number"]

    def rows(self, scope: Scope) -> QuerySet[Event]:
        """All: the auditor reads everything, nobody else anything."""
        return Event.objects.order_by("-number")


SCREENS = [AuditScreen]
