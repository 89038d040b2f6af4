"""What happened at the door, when it has been kept long enough."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from gongkai_web.accounts.actions import forget_logins
from gongkai_web.audit.queries import day_start
from gongkai_web.common.actor import Actor
from gongkai_web.jobs.registry import Done, job


def _months_before(day: date, months: int) -> date:
    """The same day months ago, the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@job("daily", title="清除到期的登录记录", at="04:20")
def old_logins(now: datetime) -> Done:
    """删除超过保留月数（GONGKAI_LOGIN_MONTHS，不少于六个月）的登录记录；审计记录另有期限。"""
    before = day_start(_months_before(timezone.localdate(now), settings.GONGKAI_LOGIN_MONTHS))
    return Done(forget_logins(before, by=Actor.system("清除到期的登录记录")))
