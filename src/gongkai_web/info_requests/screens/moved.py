"""Due days that moved: each change of the calendar or of a setting, and the requests that it moved."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.access import agencies_seen
from gongkai_web.info_requests.models import DueChange, Rederivation
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_PAGE = 50


@requires(Right.SEE_REQUESTS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The latest runs; how many of one's own requests each moved."""
    seen = agencies_seen(request.scope)
    runs = Rederivation.objects.select_related("agency")
    if seen is not None:
        runs = runs.filter(Q(agency__isnull=True) | Q(agency__in=seen))
    rows = list(runs[:30])
    moved = DueChange.objects.seen_by(request.scope).filter(run__in=rows).order_by().values_list("run", flat=True)
    mine: dict[int, int] = {}
    for run in moved:
        mine[run] = mine.get(run, 0) + 1
    for row in rows:
        row.mine = mine.get(row.pk, 0)
    return render(request, "info_requests/lists/runs.html", {"rows": rows, "header_title": "期限变动"})


@requires(Right.SEE_REQUESTS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The requests that one moved, those due first in front."""
    seen = agencies_seen(request.scope)
    runs = Rederivation.objects.all()
    if seen is not None:
        runs = runs.filter(Q(agency__isnull=True) | Q(agency__in=seen))
    run = get_object_or_404(runs, pk=pk)
    changes = DueChange.objects.seen_by(request.scope).filter(run=run).select_related("request", "request__handler")
    changes = changes.only(
        "before", "after", "was_provisional", "provisional", "request__public_id", "request__number", "request__title",
        "request__state", "request__handler__name",
    )  # fmt: skip
    page = Paginator(changes, _PAGE).get_page(request.GET.get("p"))
    context = {"run": run, "page": page, "today": timezone.localdate(), "header_title": "期限变动"}
    return render(request, "info_requests/lists/run.html", context)


class MovedScreen(StaffViewSet):
    """期限变动."""

    name = "due_changes"
    url_prefix = "requests/due-changes"
    menu, icon, menu_label, menu_order = "requests", "history", "期限变动", 60
    rights = (Right.SEE_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The runs, one."""
        return [path("", index, name="index"), path("<int:pk>/", show, name="show")]


SCREENS = [MovedScreen]
