"""What reviews and lawsuits teach, by ground."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai_web.accounts.rights import Right
from gongkai_web.remedies.models import RemedyCase
from gongkai_web.remedies.queries.lessons import lessons, total_of
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["LessonScreen"]

_YEARS = 10


@requires(Right.SEE_REQUESTS)
@require_GET
def lesson_page(request: HttpRequest) -> HttpResponse:
    """Every ground with its numbers, of all years or of those filed in one."""
    rows = RemedyCase.objects.seen_by(request.scope)
    this = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    if year is not None:
        rows = rows.filter(filed_on__year=year)
    found = lessons(rows)
    context = {
        "rows": found,
        "total": total_of(found),
        "year": year,
        "years": range(this, this - _YEARS, -1),
        "header_title": "经验教训",
    }
    return render(request, "remedies/lessons.html", context)


class LessonScreen(StaffViewSet):
    """The address /staff/remedy-lessons/."""

    name = "remedy-lessons"
    menu, icon, menu_label, menu_order = "requests", "help", "复议诉讼经验", 62
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The page."""
        return [path("", lesson_page, name="index")]
