"""The back office as Wagtail finds it: the screens of this app."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from gongkai_web.staff import panels  # noqa: F401  registers the lines of the home

# Each has a list SCREENS of viewsets. Screens of the apps above this one come from their own wagtail_hooks.py.
MODULES = ("agencies", "site", "people", "messages", "inbox", "work", "audit_log", "holidays")


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet]:
    """The screens of regions, agencies, people, messages and the log."""
    names = [f"gongkai_web.staff.{name}" for name in MODULES]
    screens = [screen for name in names if find_spec(name) for screen in import_module(name).SCREENS]
    return [screen() if isinstance(screen, type) else screen for screen in screens]
