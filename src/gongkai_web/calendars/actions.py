"""A holiday notice is added or withdrawn: each one transaction and one event, then those who count are told."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.law.calendar import Calendar
from gongkai.law.notices import NoticeError
from gongkai_web.audit.actions import record
from gongkai_web.calendars.differences import Difference, compare
from gongkai_web.calendars.models import HolidayNotice
from gongkai_web.calendars.queries import CALENDAR, calendar, runs, shipped
from gongkai_web.calendars.registry import functions
from gongkai_web.common import stamp
from gongkai_web.common.actor import Actor

__all__ = ["add_notice", "plan_notice", "plan_withdrawal", "withdraw_notice"]


def _row(year: int, rest: Mapping[date, str], work: Set[date], amends: bool, said: dict[str, Any]) -> HolidayNotice:
    """The row that is not saved, checked whole. Raises ValidationError."""
    said = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    today = timezone.localdate()
    if said["published_on"] > today:
        raise ValidationError({"published_on": "公布日期不能晚于今天。"})
    if not min(shipped().years) <= year <= today.year + 1:
        raise ValidationError({"year": f"年份应当在{min(shipped().years)}至{today.year + 1}之间。"})
    if amends:
        present = calendar().notices.get(year)
        if present is None:
            raise ValidationError({"year": f"{year}年还没有放假安排，请录入全年的安排。"})
        rest = {day: name for day, name in present.rest.items() if day not in work} | dict(rest)
        work = (present.work - set(rest)) | work
    told = {
        run.first.isoformat() + (f"..{run.last.isoformat()}" if run.days > 1 else ""): run.name
        for run in runs(dict(rest))
    }
    row = HolidayNotice(year=year, rest=told, work=sorted(day.isoformat() for day in work), **said)
    try:
        row.notice()
    except NoticeError as error:
        raise ValidationError(f"{error}。") from None
    row.full_clean(validate_constraints=False)  # one of the same year is withdrawn by adding this
    return row


def _with(row: HolidayNotice, now: Calendar) -> tuple[Difference, ...]:
    told = compare(now, now.with_notices([row.notice()]))
    if not told:
        raise ValidationError(f"与{row.year}年现有的放假安排没有差别，不需要补充。")
    return told


def plan_notice(
    *, year: int, rest: Mapping[date, str], work: Set[date], amends: bool = False, **said: Any
) -> tuple[HolidayNotice, tuple[Difference, ...]]:
    """What ``add_notice`` would save, and what it would change. Raises ValidationError as that does."""
    row = _row(year, rest, work, amends, said)
    return row, _with(row, calendar())


def plan_withdrawal(row: HolidayNotice) -> tuple[Difference, ...]:
    """What withdrawing would change: the package or the file holds again, or nothing does."""
    now = calendar()
    notices = {**now.notices}
    notices.pop(row.year, None)
    if row.year in shipped().notices:
        notices[row.year] = shipped().notices[row.year]
    return compare(now, Calendar(notices))


def _begin() -> list[int]:
    """The notices in force, when no other transaction changes them: the stamp's row stays locked until the commit."""
    stamp.touch(CALENDAR)  # and again at the end: who counts in between counts without the change
    return list(HolidayNotice.objects.in_force().order_by("pk").values_list("pk", flat=True))


def _end(before: list[int]) -> None:
    """Has those who count told after the commit, and throws away the public pages."""
    from gongkai_web.calendars.tasks import tell_of_change

    after = list(HolidayNotice.objects.in_force().order_by("pk").values_list("pk", flat=True))
    for name in functions():
        transaction.on_commit(partial(tell_of_change.enqueue, name, before, after), robust=True)
    stamp.touch(CALENDAR)
    stamp.touch(stamp.PUBLIC)


def _withdraw(row: HolidayNotice, why: str, by: Actor) -> None:
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = timezone.now(), by.name, why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])


@transaction.atomic
def add_notice(
    *, year: int, rest: Mapping[date, str], work: Set[date], amends: bool = False, by: Actor, **said: Any
) -> HolidayNotice:
    """Adds the State Council's notice for a year; one that was added for it before is withdrawn with that reason.

    ``said``: number, title, source (an address), published_on, and text where it was pasted. ``amends``: the notice
    names only the days that change, the rest of the year stays as it is. Raises ValidationError for days that make no
    sense, and for a notice that changes nothing: what comes with the package is not entered again.
    """
    before = _begin()
    row = _row(year, rest, work, amends, said)
    told = _with(row, calendar())
    old = HolidayNotice.objects.in_force().filter(year=year).first()
    if old is not None:
        _withdraw(old, f"由{row.number}代替", by)
    row.entered_by = by.name
    row.save()
    record(
        "calendar.add",
        by=by,
        on=("holiday-notice", row.pk, str(row)),
        before={"原补充的安排": str(old)} if old else {},
        after={
            "年份": year,
            "来源": row.source,
            "公布日期": row.published_on.isoformat(),
            "变化": [str(one) for one in told],
        },
    )
    _end(before)
    return row


@transaction.atomic
def withdraw_notice(row: HolidayNotice, *, why: str, by: Actor) -> HolidayNotice:
    """Withdraws a notice; what comes with the package or the file holds again. Raises ValidationError."""
    before = _begin()
    row = HolidayNotice.objects.select_for_update().get(pk=row.pk)
    if row.withdrawn_at is not None:
        raise ValidationError("该放假安排已经撤回。")
    if not why.strip():
        raise ValidationError({"why": "请填写撤回的原因。"})
    told = plan_withdrawal(row)
    _withdraw(row, why.strip(), by)
    record(
        "calendar.withdraw",
        by=by,
        on=("holiday-notice", row.pk, str(row)),
        after={"原因": why.strip(), "变化": [str(one) for one in told]},
    )
    _end(before)
    return row
