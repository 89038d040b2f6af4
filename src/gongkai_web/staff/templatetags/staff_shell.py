"""What stands around every page of the back office."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.templatetags.wagtailadmin_tags import wagtail_config

from gongkai_web.staff.kept import kept
from gongkai_web.staff.shell import Shell

register = template.Library()

_HERE = "csrf-token-comes-here"


@register.simple_tag(takes_context=True)
def shell(context: dict[str, Any]) -> Shell:
    """The name, menu and person's own links of this request, or those that the page was given."""
    return context.get("shell") or Shell(context["request"])


@register.simple_tag(takes_context=True)
def shell_config(context: dict[str, Any]) -> SafeString:
    """What Wagtail's scripts read: the same for all but for the person's token and choice of keyboard shortcuts."""
    request = context["request"]
    profile = getattr(request.user, "wagtail_userprofile", None)

    def make() -> SafeString:
        config = wagtail_config({"request": request})
        return json_script(config | {"CSRF_TOKEN": _HERE}, element_id="wagtail-config")

    piece = kept(("config", profile.keyboard_shortcuts if profile else True), make)
    return mark_safe(piece.replace(_HERE, str(context["csrf_token"])))
