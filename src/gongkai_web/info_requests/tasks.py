"""Work that goes on after the answer: due days worked out again, ledgers read and brought in."""

from __future__ import annotations

from django_tasks import task

from gongkai_web.info_requests.actions.rederiving import rederive_for_desk
from gongkai_web.organisations.models import Agency

__all__ = ["rederive_desk_task"]


@task()
def rederive_desk_task(agency: int) -> None:
    """Works out the open requests of an agency again."""
    rederive_for_desk(Agency.objects.get(pk=agency))
