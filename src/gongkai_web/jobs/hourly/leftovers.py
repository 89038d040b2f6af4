"""What has run out: sessions, and the counts of limits on forms."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.conf import settings

from gongkai_web.common import rate
from gongkai_web.jobs.registry import Done, job


@job("hourly", title="清理过期会话和计数", at="20")
def leftovers(now: datetime) -> Done:
    """删除过期的登录会话和提交次数。"""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return Done(rate.purge())
