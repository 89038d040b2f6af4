"""Next year's holiday notice, without which no period that runs into it can be counted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from gongkai.law.calendar import standard_calendar
from gongkai.law.notices import NoticeError, load_notices
from gongkai_web.jobs.administrators import tell_administrators
from gongkai_web.jobs.registry import Done, JobFailed, job

_FROM_MONTH = 12
"""The State Council's notice comes out in November; from December on its absence is told."""


def _years() -> tuple[int, ...]:
    """The years with a notice: those of the package, and those in the file of GONGKAI_NOTICES."""
    calendar = standard_calendar()
    file = settings.GONGKAI_NOTICES
    if file:
        try:
            calendar = calendar.with_notices(load_notices(Path(file)))
        except (NoticeError, OSError, UnicodeDecodeError):
            raise JobFailed("GONGKAI_NOTICES所指的放假安排文件不能读取") from None
    return calendar.years


@job("daily", title="检查下一年放假安排", at="08:30")
def holiday_notice(now: datetime) -> Done:
    """自12月1日起，没有下一年的放假安排则告知系统管理员：涉及下一年的期限无法推算。"""
    today = timezone.localdate(now)
    years = _years()
    wanted = [today.year, *([today.year + 1] if today.month >= _FROM_MONTH else [])]
    missing = [year for year in wanted if year not in years]
    if missing:
        if today.day % 7 == 1:  # the list shows it every day, the message comes once a week
            tell_administrators("calendar.missing", {"year": missing[0]})
        raise JobFailed(f"没有{'、'.join(map(str, missing))}年的放假安排，涉及该年的期限无法推算", told=True)
    return Done(len(years), f"放假安排已有至{max(years)}年")
