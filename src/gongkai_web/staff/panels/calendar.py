"""For those who keep the calendar: a year whose holiday notice is missing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from gongkai.law.notices import NoticeError
from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.calendars.queries import missing_years
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link

__all__: list[str] = []


@lines(Right.MANAGE_CALENDAR)
def holidays(_scope: Scope, _user: User) -> Iterator[Line]:
    """From November on the next year's notice is waited for; in December, or for the year itself, it is late."""
    today = timezone.localdate()
    try:
        missing = missing_years(today)
    except NoticeError as error:
        yield Line(Kind.LATE, "放假安排文件不能读取，期限无法计算", 1, link("holidays:index"), str(error))
        return
    for year in missing:
        kind = Kind.LATE if year == today.year or today.month == 12 else Kind.WAITING
        note = "国务院办公厅公布后即补充；涉及该年的期限暂不能计算"
        yield Line(kind, f"没有{year}年的放假安排", 1, link("holidays:add"), note)
