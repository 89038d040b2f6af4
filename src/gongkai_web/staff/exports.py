"""Lists as xlsx and csv: Chinese headings, labels in place of codes, local time, and an event in the log."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.coreutils import multigetattr

from gongkai_web.audit.actions import record
from gongkai_web.staff.actions import begin
from gongkai_web.staff.tasks import export_list

if TYPE_CHECKING:
    from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["AT_ONCE", "ExportMixin"]

AT_ONCE = 2000
"""Rows of a list that are exported within the request; more become long work."""
# A cell that starts so is a formula to a spreadsheet program (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _shown(row: Model, name: str) -> Any:
    """A value as people read it: the label of a choice, 是 and 否, an instant as local time."""
    *path, last = name.split("__")
    owner = multigetattr(row, ".".join(path)) if path else row
    if owner is None:
        return ""
    display = getattr(owner, f"get_{last}_display", None)
    value = display() if callable(display) else multigetattr(owner, last)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.make_naive(value)
    return "" if value is None else value


def _is_field(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def _label(model: type[Model], path: str) -> str:
    """The heading of a path over relations: 机关 for agency__name, 机关代码 for agency__code; "" if unknown."""
    *relations, last = path.split("__")
    said = ""
    try:
        for relation in relations:
            field = model._meta.get_field(relation)
            said, model = str(field.verbose_name), field.related_model
        label = str(model._meta.get_field(last).verbose_name)
    except FieldDoesNotExist:
        return ""
    if not relations or last == "name":
        return said or label
    return f"{said}代码" if last == "code" else f"{said}{label}"


class ExportMixin(SpreadsheetExportMixin):
    """For lists of records; goes before Wagtail's IndexView."""

    viewset: RecordViewSet
    FORMATS = ("xlsx", "csv")

    def get_filename(self) -> str:
        """The list's name and the day."""
        return f"{self.viewset.title}-{timezone.localdate():%Y%m%d}"

    def to_row_dict(self, item: Model) -> OrderedDict[str, Any]:
        """A row of the table, in the order of ``list_export``."""
        return OrderedDict((name, self._value(item, name)) for name in self.list_export)

    def _value(self, item: Model, name: str) -> Any:
        """The value itself, so that days stay days; what only the list works out is as it stands there."""
        column = next((column for column in self.columns if column.name == name), None)
        if column is None or _is_field(type(item), name):
            return _shown(item, name)
        value = column.get_value(item)
        return "" if value is None else value if isinstance(value, int | float) else str(value)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """A value for the file; in csv nothing is left that a spreadsheet program would run."""
        value = super().preprocess_field_value(field, value, export_format)
        if export_format == "csv" and isinstance(value, str) and value.startswith(_FORMULA):
            return "'" + value
        return value

    def get_heading(self, queryset: Iterable[Model], field: str) -> str:
        """The heading that the list has on the screen."""
        headings = {
            key: str(column.label)
            for column in self.columns
            for key in (column.name, column.sort_key)
            if key and getattr(column, "label", None)
        }
        own = self.export_headings.get(field) or headings.get(field) or _label(self.model, field)
        return own or super().get_heading(queryset, field)

    def stream_csv(self, queryset: Iterable[Model]) -> Iterator[bytes]:
        """Lines, after the mark by which spreadsheet programs know UTF-8."""
        yield b"\xef\xbb\xbf"
        yield from super().stream_csv(queryset)

    def write_csv_response(self, queryset: Iterable[Model]) -> HttpResponse:
        """The file, as it is written."""
        response = StreamingHttpResponse(self.stream_csv(queryset), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, f"{self.get_filename()}.csv")
        return response

    def as_spreadsheet(self, queryset: QuerySet[Model], spreadsheet_format: str) -> HttpResponse:
        """The file, or the page of the work that writes it where it is long.

        Who took what is in the log: the fields that were filtered by, not what was searched for.
        """
        request = self.request
        name, rows = self.viewset.title, queryset.count()
        told = {
            "格式": spreadsheet_format,
            "行数": rows,
            "条件": sorted(name for name, value in request.GET.items() if value and name != "export"),
        }
        record("list.export", by=request.actor, on=("list", self.viewset.name, name), after=told)
        if rows <= AT_ONCE:
            return super().as_spreadsheet(queryset, spreadsheet_format)
        with transaction.atomic():
            work = begin(f"导出{name}", started_by=request.user, by=request.actor)
            asked = (str(work.pk), self.viewset.name, request.GET.urlencode(), request.user.pk)
            transaction.on_commit(partial(export_list.enqueue, *asked))
        return redirect("work:show", work.pk)
