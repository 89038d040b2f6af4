"""The second language of templates: Jinja, for the tables that people look at all day (decision 0018)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

__all__ = ["environment"]


def _day(value: date | None) -> str:
    """The day as in ``2026-01-31``; "" for none."""
    return value.isoformat() if value else ""


def environment(**options: Any) -> Environment:
    """What Django makes its Jinja templates with: everything is escaped, a name that is not there is an error."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)
    made.globals |= {"url": reverse, "static": static}
    made.filters["day"] = _day
    return made
