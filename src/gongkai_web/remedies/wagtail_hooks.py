"""The screens of reviews and lawsuits in the back office."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from gongkai_web.remedies.screens import on_case, panels
from gongkai_web.remedies.screens.cases import CaseScreen
from gongkai_web.remedies.screens.figures import FigureScreen
from gongkai_web.remedies.screens.ledgers import LedgerScreen
from gongkai_web.remedies.screens.lessons import LessonScreen

__all__ = ["on_case", "panels", "register_screens"]


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet]:
    """List and forms, lessons, ledgers, the tables of the year."""
    return [CaseScreen(), LessonScreen(), LedgerScreen(), FigureScreen()]
