"""The screens of jobs in the back office."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from gongkai_web.jobs import panels
from gongkai_web.jobs.screens import JobScreen, RunScreen

__all__ = ["panels", "register_screens"]


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet]:
    """The jobs, and their runs."""
    return [JobScreen(), RunScreen()]
