"""The whole file of a case as one zip or PDF."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from gongkai_web.accounts.rights import Right
from gongkai_web.info_requests.actions.archive_export import FORMS, SMALL, export_later, export_now
from gongkai_web.info_requests.archive.contents import contents
from gongkai_web.info_requests.screens import addresses  # noqa: F401  the converter of the path below
from gongkai_web.info_requests.screens.opened import Case, open_case
from gongkai_web.info_requests.screens.parts import part
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.viewsets import StaffViewSet

__all__ = ["SCREENS"]


@require_POST
@requires(Right.REGISTER_REQUESTS)
def export(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The file, or the page that shows how far it is."""
    case = open_case(request.scope, public_id)
    if not case.may(Right.REGISTER_REQUESTS):
        raise PermissionDenied
    if form not in FORMS:
        raise Http404
    made = contents(case.row)
    if made.stored_bytes > SMALL:
        work = export_later(case.row, made, form=form, started_by=request.user, by=request.actor)
        return redirect("work:show", work.pk)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    export_now(case.row, made, file, form=form, by=request.actor)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"案卷-{made.number}.{form}")


@part("export", title="导出案卷", order=95, template="info_requests/case/export.html")
def export_part(case: Case, scope: Scope) -> dict[str, Any] | None:
    """Two buttons, for those who keep the files."""
    return {"forms": FORMS} if case.may(Right.REGISTER_REQUESTS) else None


class ExportScreen(StaffViewSet):
    """导出案卷."""

    name = "case_export"
    url_prefix = "requests"
    rights = (Right.REGISTER_REQUESTS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The one address."""
        return [path("<case:public_id>/export/<slug:form>/", export, name="export")]


SCREENS = [ExportScreen]
