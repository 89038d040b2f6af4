"""Long work: begun in a request, carried on in a task, its progress written as it goes.

    work = begin("导入机关", started_by=request.user, by=request.actor)
    transaction.on_commit(partial(import_task.enqueue, str(work.pk), ...))   # in the action
    return redirect("work:show", work.pk)                                    # in the view

    with carry_on(work_id) as progress:                                      # in the task
        for row in progress.over(rows):
            ...
        progress.result("新增12个机关", url=reverse("agencies:index"))

Progress is seen by others when it is committed: a task that writes everything in one transaction shows none until its
end, so let it read and check first, with progress, and write last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import IO, TypeVar

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.staff.models import LongWork, WorkState

__all__ = ["AlreadyDone", "Progress", "begin", "carry_on", "forget"]

_Row = TypeVar("_Row")
_PAUSE = 0.5  # seconds between two writes of the progress


class AlreadyDone(Exception):
    """The task was started a second time; the queue may do that."""


@transaction.atomic
def begin(title: str, *, started_by: User, by: Actor) -> LongWork:
    """A piece of work that waits for its task."""
    work = LongWork.objects.create(title=title, started_by=started_by)
    record("work.begin", by=by, on=("work", work.pk, title))
    return work


class Progress:
    """How far the work is; given to a task by ``carry_on``."""

    def __init__(self, work: LongWork) -> None:
        self.work = work
        self._written = 0.0

    def at(self, done: int, total: int) -> None:
        """Says how far; written at most twice a second."""
        self.work.done, self.work.total = done, total
        if monotonic() - self._written >= _PAUSE:
            self._written = monotonic()
            self.work.save(update_fields=["done", "total"])

    def over(self, rows: Collection[_Row]) -> Iterator[_Row]:
        """The rows, counted as they go by."""
        total = len(rows)
        for done, row in enumerate(rows):
            self.at(done, total)
            yield row
        self.at(total, total)

    def result(self, message: str, *, url: str = "", file: IO[bytes] | None = None, file_name: str = "") -> None:
        """What came of it: a sentence, and an address or a file."""
        self.work.message, self.work.result_url = message, url
        if file is not None:
            self.work.file_name = file_name
            self.work.file.save(f"{self.work.pk}{file_name[file_name.rfind('.') :]}", File(file), save=False)


@contextmanager
def carry_on(work_id: str) -> Iterator[Progress]:
    """Runs the body as that work: its end and its failure are kept. A ValidationError is told in its own words.

    Raises AlreadyDone, and what the body raises but for ValidationError.
    """
    with transaction.atomic():
        work = LongWork.objects.select_for_update().get(pk=work_id)
        if work.state != WorkState.WAITING:
            raise AlreadyDone(work_id)
        work.state = WorkState.RUNNING
        work.save(update_fields=["state"])
    try:
        yield Progress(work)
    except ValidationError as error:
        _finish(work, WorkState.FAILED, "；".join(error.messages))
    except BaseException:
        _finish(work, WorkState.FAILED, "系统出错，没有完成。请稍后重试，仍不成功的，请联系系统管理员。")
        raise
    else:
        _finish(work, WorkState.DONE, work.message)


def _finish(work: LongWork, state: WorkState, message: str) -> None:
    work.state, work.message, work.finished_at = state, message, timezone.now()
    work.save()


def forget(before: datetime, *, by: Actor) -> int:
    """Deletes work begun before an instant, with its files: exports hold data that should not lie about. How many."""
    old = list(LongWork.objects.filter(started_at__lt=before))
    for work in old:
        if work.file:
            work.file.delete(save=False)
        work.delete()
    if old:
        record("work.forget", by=by, on=("work", "", "后台任务"), after={"数量": len(old)})
    return len(old)
