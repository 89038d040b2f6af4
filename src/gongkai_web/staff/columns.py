"""Columns of lists as officials read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column

__all__ = ["DayColumn", "YesNoColumn", "as_text"]


def as_text(value: date | None) -> str:
    """2024-05-01, an instant with its minute in local time; "" for nothing."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else ""


class YesNoColumn(Column):
    """是 or 否."""

    def get_value(self, instance: Any) -> str:
        """The word."""
        value = super().get_value(instance)
        return "" if value is None else "是" if value else "否"


class DayColumn(Column):
    """A day as 2024-05-01, an instant with its minute in local time."""

    def get_value(self, instance: Any) -> str:
        """The text."""
        return as_text(super().get_value(instance))
