"""Imports that nobody confirmed."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.common.actor import Actor
from gongkai_web.jobs.registry import Done, job
from gongkai_web.organisations.actions import discard_stale_imports


@job("daily", title="清除没有确认的导入", at="04:40")
def stale_imports(now: datetime) -> Done:
    """放弃三十天里没有人确认的机构导入，连同上传的表格。"""
    return Done(discard_stale_imports(by=Actor.system("清除没有确认的导入")))
