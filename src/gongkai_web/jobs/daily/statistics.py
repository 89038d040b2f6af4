"""The planner of SQLite told how the tables are filled."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.common.statistics import gather
from gongkai_web.jobs.registry import Done, job


@job("daily", title="更新查询统计", at="04:50")
def statistics(now: datetime) -> Done:
    """使用 SQLite 时，更新各表的统计信息，让查询按合适的索引进行；使用 PostgreSQL 时由数据库自动完成。"""
    return Done(1, "已更新。") if gather() else Done(0, "由数据库自动完成。")
