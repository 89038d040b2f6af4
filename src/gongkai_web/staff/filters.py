"""Filters of lists whose choices are limited to what the person sees."""

from __future__ import annotations

from typing import Any

from wagtail.admin.filters import WagtailFilterSet

from gongkai_web.staff.forms import limit_choices

__all__ = ["RecordFilterSet"]


class RecordFilterSet(WagtailFilterSet):
    """A filter set for ``filterset_class``; choices of rows that have a ``seen_by`` are those of the scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None:
            limit_choices(self.form, self.request.scope)
