"""The second language of templates: Jinja, for the tables that people look at all day (decision 0018)."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.template.defaultfilters import filesizeformat, linebreaksbr
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_default_timezone
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from wagtail.admin.templatetags.wagtailadmin_tags import icon

__all__ = ["environment"]


def _day(value: date | None) -> str:
    """The day as in ``2026-01-31``, of a moment the day in China; "" for none."""
    if isinstance(value, datetime):
        value = value.astimezone(get_default_timezone()).date()
    return value.isoformat() if value else ""


def _minute(value: datetime | None) -> str:
    """The moment in China as in ``2026-01-31 09:30``; "" for none."""
    return f"{value.astimezone(get_default_timezone()):%Y-%m-%d %H:%M}" if value else ""


@lru_cache(maxsize=1024)
def _url(name: str, *args: Any) -> str:
    """The address of a page: of the same name and numbers always the same."""
    return reverse(name, args=args)


@cache
def _icon(name: str) -> SafeString:
    """An icon of Wagtail's."""
    return render_to_string("wagtailadmin/shared/icon.html", icon(name))


class _Drawn(Template):
    """What it draws is HTML, as Django's templates say of theirs: not escaped again where it is put into a page."""

    def render(self, *args: Any, **kwargs: Any) -> Markup:
        """The HTML; everything in it was escaped."""
        return Markup(super().render(*args, **kwargs))


def environment(**options: Any) -> Environment:
    """What Django makes its Jinja templates with: everything is escaped, a name that is not there is an error."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)
    made.template_class = _Drawn
    made.globals |= {"url": _url, "static": static, "icon": _icon}
    made.filters |= {"day": _day, "minute": _minute, "lines": linebreaksbr, "size": filesizeformat}
    return made
