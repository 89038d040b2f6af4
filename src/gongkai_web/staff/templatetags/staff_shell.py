"""What stands around every page of the back office."""

from __future__ import annotations

from typing import Any

from django import template

from gongkai_web.staff.shell import Shell

register = template.Library()


@register.simple_tag(takes_context=True)
def shell(context: dict[str, Any]) -> Shell:
    """The name, menu and person's own links of this request."""
    return Shell(context["request"])
