"""Results of long work that have had their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongkai_web.common.actor import Actor
from gongkai_web.jobs.registry import Done, job
from gongkai_web.staff.actions import forget

KEPT = timedelta(days=7)
"""As the page of long work says: an export holds data that should not lie about."""


@job("daily", title="清除后台任务的结果", at="04:50")
def old_work(now: datetime) -> Done:
    """删除七天以前发起的后台任务，连同导出的文件。"""
    return Done(forget(now - KEPT, by=Actor.system("清除后台任务的结果")))
