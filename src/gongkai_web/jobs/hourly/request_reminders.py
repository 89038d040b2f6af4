"""Requests whose day has come near, or gone by."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.proposed import drop_passed
from gongkai_web.info_requests.actions.reminders import remind, tell_once
from gongkai_web.jobs.registry import Done, job
from gongkai_web.remedies.actions.reminders import reply_files


@job("hourly", title="申请期限提醒", at="15")
def request_reminders(now: datetime) -> Done:
    """答复期限还剩5、3、1个工作日、逾期、未确认收到、可以按逾期不补正或者未缴费办理、征求意见期满等，各提醒一次；期限已过的延期建议不再等待批准。"""
    today = timezone.localdate(now)
    told = remind(today) + tell_once(reply_files(today), today)
    drop_passed(today, by=Actor.system("定时任务"))
    return Done(told)
