"""The lists of requests at /staff/requests/: tabs, search, filters, order, pages, cards on a phone, export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.ui.tables import Column

from gongkai.law.calendar import Calendar
from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.common.masks import mask_name
from gongkai_web.info_requests.access import agencies_seen
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.queries.days import days_left, long_calendar
from gongkai_web.info_requests.queries.lists import LISTS, counts, page_of, rows_of
from gongkai_web.info_requests.screens.narrowing import LONGEST, NEAR, Words, filters_of
from gongkai_web.staff.access import requires
from gongkai_web.staff.exports import ExportMixin
from gongkai_web.staff.framed import framed
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS", "applicant_shown", "dressed"]

_LAST_PAGE = 100_000


@cache
def _labels() -> dict[str, dict[Any, str]]:
    """Column → value → label; for each cell anew Django would make them of all the choices there are."""
    field = InfoRequest._meta.get_field
    return {name: dict(field(name).flatchoices) for name in ("state", "channel", "applicant_kind", "outcome")}


def applicant_shown(row: InfoRequest) -> str:
    """The applicant in a list: an organisation by its name, a person by the first character."""
    return row.applicant_name if row.is_organisation else mask_name(row.applicant_name)


def dressed(rows: list[InfoRequest], today: date, on: Calendar) -> list[InfoRequest]:
    """The rows with what a list says of them: ``left`` (days to the limit), ``who`` (applicant, masked)."""
    for row in rows:
        row.left = days_left(row.due_on, today, on) if row.is_open and row.due_on else None
        row.who = applicant_shown(row)
    return rows


def _column(name: str, label: str, value: Callable[[InfoRequest], Any]) -> Column:
    return Column(name, label=label, accessor=value)


class RequestList(ExportMixin, View):
    """A list, and the same as a file. Masked in both; in a file plain for those who may, when they ask for it."""

    viewset: ClassVar[Any] = None
    model = InfoRequest
    list_export: ClassVar[list[str]] = [
        "number", "earlier_number", "agency__name", "state", "shown_applicant", "applicant_kind", "title", "channel",
        "arrived_on", "received_on", "due_on", "provisional", "handler_name", "section", "outcome", "concluded_on",
        "closed_late",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, str]] = {"agency__name": "机关", "state": "状态", "outcome": "办理结果"}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Reads the address."""
        View.setup(self, request, *args, **kwargs)
        self.filters = filters_of(request.GET, request.scope)
        self.words = Words.of(request.GET.get("q", ""))
        self.asked = {} if self.words.refused or self.filters.refused else {**self.filters.asked, "q": self.words.text}
        if not self.asked.get("list"):
            self.asked["list"] = "all" if self.asked.get("q") else "open"
        self.plain = "plain" in request.GET
        self.today, self.on = timezone.localdate(), long_calendar()

    @cached_property
    def columns(self) -> list[Column]:
        """What a file says beside the fields."""
        who = (lambda row: row.applicant_name) if self.plain else applicant_shown
        return [
            _column("shown_applicant", "申请人" if self.plain else "申请人（已遮盖）", who),
            _column("handler_name", "承办人", lambda row: row.handler.name if row.handler else ""),
        ]

    def get_queryset(self) -> QuerySet[Model]:
        """The rows in their order."""
        rows = rows_of(self.request.scope, self.request.user.pk, self.asked, self.today, self.on)
        return rows.select_related("agency", "handler")

    def _may_unmask(self) -> bool:
        """Whether the person may have it in plain: at every agency whose requests he sees."""
        scope, seen = self.request.scope, agencies_seen(self.request.scope)
        return bool(seen) and seen <= scope.where(Right.UNMASK)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, or the file."""
        if request.GET.get("export") in self.FORMATS:
            if self.plain:
                if not self._may_unmask():
                    raise PermissionDenied
                record("request.export_plain", by=request.actor, on=("list", "requests", "申请"))
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])
        return self._page(request)

    def _page(self, request: HttpRequest) -> HttpResponse:
        scope = request.scope
        number = request.GET.get("p", "1")
        wanted = min(int(number), _LAST_PAGE) if number.isdecimal() and int(number) else 1
        page = page_of(scope, request.user.pk, self.asked, self.today, self.on, wanted)
        dressed(page.rows, self.today, self.on)
        query = request.GET.copy()
        query.pop("p", None)
        kept = query.copy()
        for name in ("list", "days", "sort"):
            kept.pop(name, None)
        found = counts(scope, request.user.pk, self.today, self.on)
        context = {
            "filters": self.filters,
            "words": self.words.typed,
            "words_refused": self.words.refused,
            "longest": LONGEST,
            "page": page,
            "list": self.asked["list"],
            "list_label": LISTS[self.asked["list"]],
            "days": self.asked.get("days") or 5,
            "near": NEAR,
            "tabs": [(key, label, getattr(found, key, None)) for key, label in LISTS.items()],
            "query": query.urlencode(),
            "kept": kept.urlencode(),
            "may_assign": scope.may(Right.ASSIGN_REQUESTS),
            "may_bulk": scope.may_any((Right.ASSIGN_REQUESTS, Right.REGISTER_REQUESTS)),
            "may_register": scope.may(Right.REGISTER_REQUESTS),
            "may_unmask": self._may_unmask(),
            "several": self.filters.several,
            "labels": _labels(),
        }
        table = render_to_string("info_requests/lists/table.html", context, request)
        return framed(request, "info_requests/lists/index.html", table, "申请")


class RequestScreen(StaffViewSet):
    """申请."""

    name = "requests"
    menu, icon, menu_label, menu_order = "requests", "doc-full", "申请", 10
    rights = (Right.SEE_REQUESTS,)
    title = "申请"

    @cached_property
    def index_view(self) -> Any:
        """The view; long exports make it again in their task."""
        return RequestList.as_view(viewset=self)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The lists."""
        return [path("", requires(Right.SEE_REQUESTS)(self.index_view), name="index")]


SCREENS = [RequestScreen]
