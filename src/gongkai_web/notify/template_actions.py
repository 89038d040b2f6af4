"""What happens to the texts of messages."""

from __future__ import annotations

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.notify.fill import problems
from gongkai_web.notify.models import MessageTemplate
from gongkai_web.notify.shipped import Wording

__all__ = ["change_template", "restore_template"]


@transaction.atomic
def change_template(template: MessageTemplate, wording: Wording, *, by: Actor) -> MessageTemplate:
    """An administrator's own text. Raises ValidationError with the placeholder that is unknown, missing or misplaced.

    The shipped text given back is no change: a newer shipped text would still be followed.
    """
    row = MessageTemplate.objects.select_for_update().get(pk=template.pk)
    faults: dict[str, list[str]] = {}
    for field, fault in problems(row.shipped, wording):
        faults.setdefault(field, []).append(f"{fault}。")
    if faults:
        raise ValidationError(faults)
    if wording == row.wording:
        return row
    if wording == row.shipped.wording:
        return restore_template(row, by=by)
    before = asdict(row.wording)
    row.subject, row.body, row.sms = wording.subject, wording.body, wording.sms
    row.changed_at, row.changed_by = timezone.now(), by.account
    row.full_clean()
    row.save()
    record(
        "message.template_change",
        by=by,
        on=("message_template", row.key, row.shipped.name),
        before=before,
        after=asdict(wording),
    )
    return row


@transaction.atomic
def restore_template(template: MessageTemplate, *, by: Actor) -> MessageTemplate:
    """The shipped text again. Does nothing where it holds."""
    row = MessageTemplate.objects.select_for_update().get(pk=template.pk)
    if not row.is_changed:
        return row
    before = asdict(row.wording)
    row.subject = row.body = row.sms = row.changed_by = ""
    row.changed_at = None
    row.save()
    record("message.template_restore", by=by, on=("message_template", row.key, row.shipped.name), before=before)
    return row
