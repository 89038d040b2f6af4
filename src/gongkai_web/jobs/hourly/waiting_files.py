"""Files whose task was lost, for instance with the process that ran it."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.files.queries import stuck
from gongkai_web.files.tasks import process_file
from gongkai_web.jobs.registry import Done, job


@job("hourly", title="接着处理文件", at="35")
def waiting_files(now: datetime) -> Done:
    """上传半小时后仍未查毒、清理的文件，重新排队。"""
    ids = stuck()
    for number in ids:
        process_file.enqueue(number)
    return Done(len(ids))
