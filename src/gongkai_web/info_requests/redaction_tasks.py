"""Reading and making a long file out of the request."""

from __future__ import annotations

from django_tasks import task

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.redaction import give_up_reading, read_paper
from gongkai_web.info_requests.actions.redaction_result import make_preview, make_result
from gongkai_web.info_requests.models import RedactionState
from gongkai_web.staff.actions import AlreadyDone, carry_on

__all__ = ["make_long", "read_long", "show_pages"]


@task()
def read_long(work_id: str, draft_id: int, account: str, name: str) -> None:
    """Reads a paper for marking."""
    try:
        with carry_on(work_id) as progress:
            try:
                draft = read_paper(draft_id, progress=progress.at)
            except BaseException:
                give_up_reading(draft_id)
                raise
            progress.result(f"共{draft.places}页，找到{len(draft.marks)}处建议。", url=draft.get_absolute_url())
    except AlreadyDone:
        return


@task()
def make_long(work_id: str, draft_id: int, account: str, name: str) -> None:
    """Makes and proves the file."""
    try:
        with carry_on(work_id) as progress:
            draft = make_result(draft_id, by=Actor(account=account, name=name), progress=progress.at)
            if draft.state == RedactionState.REFUSED:
                progress.result("检验没有通过，文件没有保存。", url=draft.get_absolute_url())
            else:
                progress.result("文件已生成并通过检验，请逐页核对。", url=f"{draft.get_absolute_url()}result/")
    except AlreadyDone:
        return


@task()
def show_pages(draft_id: int, version: int) -> None:
    """Makes the pages of a new docx to look at."""
    make_preview(draft_id, version)
