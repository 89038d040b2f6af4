"""Filters of lists whose choices are limited to what the person sees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django_filters import DateFilter, DateTimeFilter
from django_filters.widgets import DateRangeWidget
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from gongkai_web.staff.forms import limit_choices

__all__ = ["RecordFilterSet"]


def _day(label: str) -> forms.DateInput:
    return forms.DateInput({"type": "date", "aria-label": label}, format="%Y-%m-%d")


def _use_own_picker(widget: forms.Widget) -> None:
    """The browser's own picker for days: Wagtail's would need a script within the page."""
    if isinstance(widget, DateRangeWidget | DateRangePickerWidget):
        widget.template_name = "staff/widgets/range.html"
        widget.widgets = [_day(label) for label in ("从", "到")]


class RecordFilterSet(WagtailFilterSet):
    """A filter set for ``filterset_class``; choices of rows that have a ``seen_by`` are those of the scope."""

    @classmethod
    def filter_for_lookup(cls, field: models.Field[Any, Any], lookup_type: str) -> tuple[Any, dict[str, Any]]:
        """As Wagtail's; a single day by the browser's own picker."""
        filter_class, params = super().filter_for_lookup(field, lookup_type)
        if filter_class in (DateFilter, DateTimeFilter):
            params["widget"] = _day("")
        return filter_class, params

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None:
            limit_choices(self.form, self.request.scope)
        for field in self.form.fields.values():
            _use_own_picker(field.widget)
