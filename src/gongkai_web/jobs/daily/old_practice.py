"""Practice cases that have served."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.practice import KEPT, forget_practice
from gongkai_web.jobs.registry import Done, job


@job("daily", title="清空练习件", at="04:55")
def old_practice(now: datetime) -> Done:
    """清空开始超过30天的练习件，连同其中的文件。"""
    count = forget_practice(now, by=Actor.system("定时任务"))
    return Done(count, f"清空超过{KEPT.days}天的练习件{count}件")
