"""Next year's holiday notice, without which no period that runs into it can be counted."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongkai.law.notices import NoticeError
from gongkai_web.calendars.queries import calendar, missing_years
from gongkai_web.jobs.administrators import tell_administrators
from gongkai_web.jobs.registry import Done, JobFailed, job

_FROM_MONTH = 12
"""The notice comes out in November, when the home asks for it; from December on its absence is a failure."""


@job("daily", title="检查下一年放假安排", at="08:30")
def holiday_notice(now: datetime) -> Done:
    """自12月1日起，没有下一年的放假安排则告知系统管理员：涉及下一年的期限无法推算。"""
    today = timezone.localdate(now)
    try:
        missing = [year for year in missing_years(today) if year == today.year or today.month >= _FROM_MONTH]
        years = calendar().years
    except NoticeError as error:
        raise JobFailed(str(error)) from None
    if missing:
        if today.day % 7 == 1:  # the list shows it every day, the message comes once a week
            tell_administrators("calendar.missing", {"year": missing[0]})
        raise JobFailed(f"没有{'、'.join(map(str, missing))}年的放假安排，涉及该年的期限无法推算", told=True)
    return Done(len(years), f"放假安排已有至{max(years)}年")
