"""Exports that are too long for a request."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django_tasks import task
from wagtail.admin.viewsets import viewsets

from gongkai_web.accounts.models import User
from gongkai_web.organisations.scope import scope_of
from gongkai_web.staff.actions import AlreadyDone, Progress, carry_on

__all__ = ["export_list"]


def _list_of(screen: str, query: str, user_id: int) -> Any:
    """The list of a screen as the person sees it now, with what was searched for, filtered and sorted."""
    request = HttpRequest()
    request.method, request.GET = "GET", QueryDict(query)
    request.user = User.objects.get(pk=user_id)
    request.scope = scope_of(request.user)
    viewset = next(one for one in viewsets.viewsets if one.name == screen)
    made = viewset.index_view
    view = made.view_class(**made.view_initkwargs)
    view.setup(request)
    return view


class _Counted:
    """Rows that tell the progress as they go by."""

    def __init__(self, rows: QuerySet[Model], progress: Progress) -> None:
        self.rows, self.progress, self.model = rows, progress, rows.model

    def __iter__(self) -> Iterator[Model]:
        total = self.rows.count()
        for done, row in enumerate(self.rows.iterator(1000)):
            self.progress.at(done, total)
            yield row
        self.progress.at(total, total)


@task()
def export_list(work_id: str, screen: str, query: str, user_id: int) -> None:
    """Writes the file that somebody asked for: a screen's name and the query of its list, ``export`` among it."""
    try:
        with carry_on(work_id) as progress, TemporaryFile() as file:
            view = _list_of(screen, query, user_id)
            kind, rows = view.request.GET["export"], _Counted(view.get_queryset(), progress)
            if kind == "xlsx":
                view.write_xlsx(rows, file)
            else:
                file.writelines(view.stream_csv(rows))
            file.seek(0)
            progress.result(f"共{progress.work.total}行。", file=file, file_name=f"{view.get_filename()}.{kind}")
    except AlreadyDone:
        return
