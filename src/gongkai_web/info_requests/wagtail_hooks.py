"""The desk in the back office: every module of ``screens`` is read, with its parts, forms and SCREENS."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from gongkai_web.info_requests import screens

MODULES = tuple(import_module(f"{screens.__name__}.{one.name}") for one in iter_modules(screens.__path__))


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet]:
    """The screens that the modules name in their list SCREENS."""
    return [screen() for module in MODULES for screen in getattr(module, "SCREENS", ())]
