"""The pages of long work: how far it is, its result. Without scripts the page reloads itself."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from gongkai_web.accounts.rights import Right
from gongkai_web.staff.access import requires
from gongkai_web.staff.models import LongWork, WorkState
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]

_SHOWN = 50


@requires(Right.SEE_AGENCY)
@require_GET
def work_list(request: HttpRequest) -> HttpResponse:
    """What the person has started, the newest first."""
    rows = LongWork.objects.started(request.user)[:_SHOWN]
    return render(request, "staff/long_work/list.html", {"rows": rows, "header_title": "后台任务"})


@requires(Right.SEE_AGENCY)
@require_GET
def work_page(request: HttpRequest, pk: str) -> HttpResponse:
    """How far one is; only its state where htmx asks."""
    work = get_object_or_404(LongWork.objects.started(request.user), pk=pk)
    part = bool(request.htmx)
    context = {"work": work, "failed": work.state == WorkState.FAILED, "header_title": work.title}
    return render(request, "staff/long_work/state.html" if part else "staff/long_work/page.html", context)


@requires(Right.SEE_AGENCY)
@require_GET
def work_file(request: HttpRequest, pk: str) -> HttpResponse:
    """The file that came of it, for the one who started it."""
    work = get_object_or_404(LongWork.objects.started(request.user), pk=pk)
    if not work.file or not default_storage.exists(work.file.name):
        raise Http404
    return FileResponse(work.file.open("rb"), as_attachment=True, filename=work.file_name)


class WorkScreen(StaffViewSet):
    """后台任务."""

    name = "work"
    url_prefix = "long-work"
    menu, icon, menu_label, menu_order = "inbox", "download", "后台任务", 90
    rights = (Right.SEE_AGENCY,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, one, its file."""
        return [
            path("", work_list, name="index"),
            path("<uuid:pk>/", work_page, name="show"),
            path("<uuid:pk>/file/", work_file, name="file"),
        ]


SCREENS = [WorkScreen]
