"""Links that nobody used in time."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.jobs.registry import Done, job
from gongkai_web.notify.actions import forget_secrets


@job("daily", title="清除过期的邀请和口令链接", at="04:30")
def void_links(now: datetime) -> Done:
    """清空没有送达且已过期的邀请、重设口令消息里的链接；链接本身到期即失效。"""
    return Done(forget_secrets(now))
