"""Records of runs that have had their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongkai_web.jobs.actions import forget_runs
from gongkai_web.jobs.registry import Done, job

KEPT = timedelta(days=183)
"""As long as logs of operation are kept at least (网络安全法, art. 21: six months)."""


@job("daily", title="清除运行记录", at="04:55")
def old_runs(now: datetime) -> Done:
    """删除六个月以前的任务运行记录；每项任务最近一次成功的保留。"""
    return Done(forget_runs(now - KEPT))
