"""Messages whose sending was left behind."""

from __future__ import annotations

from datetime import datetime

from gongkai_web.jobs.registry import Done, job
from gongkai_web.notify.tasks import deliver_due


@job("hourly", title="补发消息", at="10")
def deliveries(now: datetime) -> Done:
    """发出到了时间还没有发的邮件和短信。"""
    return Done(int(deliver_due.call()))
