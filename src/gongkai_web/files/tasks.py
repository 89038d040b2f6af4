"""Work on stored files out of the request; each is safe to run twice."""

from __future__ import annotations

from django_tasks import task

from gongkai_web.common.actor import Actor
from gongkai_web.files import actions

__all__ = ["process_file"]


@task()
def process_file(file_id: int) -> None:
    """Scans a file, then makes its cleaned copy."""
    by = Actor.system("文件处理")
    actions.scan_file(file_id, by=by)
    actions.clean_file(file_id, by=by)
