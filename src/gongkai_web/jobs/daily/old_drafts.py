"""Applications that were begun and never sent; query codes that receipts no longer show."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.info_requests.actions.applications import KEPT_DAYS, forget
from gongkai_web.info_requests.actions.matters import forget_codes
from gongkai_web.jobs.registry import Done, job


@job("daily", title="清除没有提交的申请草稿", at="04:50")
def old_drafts(now: datetime) -> Done:
    """清除30天没有动过、没有提交的网上申请草稿和附件，清空回执不再显示的查询码。"""
    count = forget(now)
    forget_codes(now)
    return Done(count, f"清除超过{KEPT_DAYS}天没有提交的草稿{count}份")
