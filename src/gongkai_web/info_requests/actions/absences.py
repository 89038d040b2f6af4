"""Leave: who acts for somebody while he is away."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.handling import handlers_of
from gongkai_web.info_requests.models import Absence
from gongkai_web.organisations.models import Agency

__all__ = ["add_absence", "end_absence"]


@transaction.atomic
def add_absence(
    agency: Agency, *, person: User, deputy: User, first: date, last: date, note: str = "", by: Actor
) -> Absence:
    """Keeps an absence with its deputy. Raises ValidationError."""
    if last < first:
        raise ValidationError({"last": "结束日期不能早于开始日期。"})
    if last < timezone.localdate():
        raise ValidationError({"last": "结束日期已经过去。"})
    if person == deputy:
        raise ValidationError({"deputy": "代理人员应当是另一个人。"})
    people = set(handlers_of(agency.pk).values_list("pk", flat=True))
    for name, one in (("person", person), ("deputy", deputy)):
        if one.pk not in people:
            raise ValidationError({name: "应当是本机关办理申请的人员。"})
    running = Absence.objects.filter(ended_at__isnull=True, first__lte=last, last__gte=first)
    if running.filter(agency=agency, person=person).exists():
        raise ValidationError({"person": "这段时间已经登记过请假。"})
    if running.filter(person=deputy).exists():
        raise ValidationError({"deputy": f"{deputy.name}这段时间也请假，请另选代理人员。"})
    row = Absence.objects.create(
        agency=agency, person=person, deputy=deputy, first=first, last=last, note=note.strip(), entered_by_name=by.name
    )
    told = {"代理": deputy.name_in_log, "起止": f"{first.isoformat()}至{last.isoformat()}"}
    record("absence.add", by=by, on=("absence", row.pk, person.name_in_log), after=told)
    return row


@transaction.atomic
def end_absence(row: Absence, *, by: Actor) -> Absence:
    """Ends an absence before its day. Raises ValidationError for one that has ended."""
    row = Absence.objects.select_for_update().get(pk=row.pk)
    if row.ended_at is not None:
        raise ValidationError("这次请假已经结束。")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record("absence.end", by=by, on=("absence", row.pk, row.person.name_in_log))
    return row
