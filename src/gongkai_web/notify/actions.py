"""What happens to messages. ``tell`` writes rows in the caller's transaction; sending begins when it commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.notify.delivery import NOT_CONFIGURED, free_at, is_configured
from gongkai_web.notify.fill import fill, values_by_label
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.models import Message, Preference
from gongkai_web.notify.queries import wording_of
from gongkai_web.notify.recipients import Outside, Person, channels_for
from gongkai_web.notify.shipped import all_messages, message_of
from gongkai_web.notify.tasks import queue, queue_all

__all__ = ["forget_secrets", "give_up", "mark_all_read", "mark_read", "retry", "retry_all", "set_preference", "tell"]

_SECRET_DAYS = 7


@transaction.atomic
def tell(
    to: Person | Outside | str,
    key: str,
    values: Mapping[str, object],
    *,
    by: Actor,
    reference: tuple[str, object] = ("", ""),
    urgent: bool = False,
) -> list[Message]:
    """Writes the message of that key, one row a channel, and queues what goes out.

    ``to`` is an account, an ``Outside`` or a text that is a mail address or a phone number. Nothing is sent when the
    caller's transaction rolls back, nothing is lost when the process dies after it. Somebody who cannot be reached
    leaves a row that says so. Raises UnknownMessage for a key, TypeError for values, that no app ships.
    """
    message, wording = message_of(key), wording_of(key)
    told = values_by_label(message, values)
    if isinstance(to, str):
        to = Outside.of(to)
    channels = list(channels_for(to, message, wording))
    unreachable = not channels
    if unreachable:
        channels = [(message.channels[-1] if message.channels != (Channel.INBOX,) else Channel.MAIL, "")]
    rows = []
    for channel, address in channels:
        row = Message(
            user_id=None if isinstance(to, Outside) else to.pk,
            address=address,
            template=key,
            channel=channel,
            subject=" ".join(fill(wording.subject, told).split())[:300],
            text=fill(wording.sms if channel == Channel.SMS else wording.body, told),
            urgent=urgent,
            created_at=timezone.now(),
            created_by=by.account,
            reference_kind=reference[0],
            reference_key=str(reference[1]),
        )
        _begin(row, "没有可用的邮箱或手机号码" if unreachable else "")
        row.save()
        rows.append(row)
        if row.state == State.WAITING:
            queue(row.pk)
    return rows


def _begin(row: Message, failed: str = "") -> None:
    """The first state of a row, and the state of one that is tried again."""
    now = timezone.now()
    row.error, row.attempts, row.next_attempt_at = failed, 0, None
    if failed:
        row.state = State.FAILED
    elif row.channel == Channel.INBOX:
        row.state, row.sent_at = State.SENT, now
    elif not is_configured(row.channel):
        row.state, row.error = State.UNCONFIGURED, NOT_CONFIGURED[Channel(row.channel)]
    else:
        row.state = State.WAITING
        row.next_attempt_at = free_at(now, row.channel, row.user_id, urgent=row.urgent)


@transaction.atomic
def retry(message: Message, *, by: Actor) -> Message:
    """Tries again what failed, was given up or could not be sent for want of a setting. Raises ValidationError."""
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.state not in (State.FAILED, State.UNCONFIGURED, State.GIVEN_UP):
        raise ValidationError(f"这条消息的状态是“{row.get_state_display()}”，不需要重新发送。")
    if not row.text:
        raise ValidationError("这条消息里的链接已经过期、不再保存，请重新发起。")
    before = {"状态": row.get_state_display(), "原因": row.error}
    _begin(row)
    row.save()
    if row.state == State.WAITING:
        queue(row.pk)
    record("message.retry", by=by, on=("message", row.pk, row.subject), before=before)
    return row


@transaction.atomic
def retry_all(*, by: Actor) -> int:
    """Tries again everything that did not arrive; says how many. They go out one after another."""
    rows = [row for row in Message.objects.select_for_update().trouble() if row.text]
    for row in rows:
        _begin(row)
    Message.objects.bulk_update(rows, ["state", "error", "attempts", "next_attempt_at"], batch_size=500)
    if rows:
        record("message.retry_all", by=by, after={"条数": len(rows)})
        queue_all()
    return len(rows)


@transaction.atomic
def give_up(message: Message, *, by: Actor) -> Message:
    """No further tries. Raises ValidationError for a message that is on its way or has arrived."""
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.state not in (State.WAITING, State.FAILED, State.UNCONFIGURED):
        raise ValidationError(f"这条消息的状态是“{row.get_state_display()}”，不能放弃。")
    before = {"状态": row.get_state_display()}
    row.state, row.next_attempt_at = State.GIVEN_UP, None
    row.save(update_fields=["state", "next_attempt_at"])
    record("message.give_up", by=by, on=("message", row.pk, row.subject), before=before)
    return row


def mark_read(user: Person, message_id: int) -> bool:
    """Marks a message of one's inbox; False where it was read already or is not there. Reading is not in the log."""
    rows = Message.objects.inbox_of(user).unread().filter(pk=message_id)
    return bool(rows.update(state=State.READ, read_at=timezone.now()))


def mark_all_read(user: Person) -> int:
    """Marks everything in one's inbox; says how many."""
    return Message.objects.inbox_of(user).unread().update(state=State.READ, read_at=timezone.now())


@transaction.atomic
def set_preference(
    user: Person, *, mail: bool, sms: bool, quiet_from: time | None, quiet_until: time | None, by: Actor
) -> Preference:
    """What somebody wants to get. Raises ValidationError."""
    wants = Preference.objects.select_for_update().filter(user_id=user.pk).first() or Preference(user_id=user.pk)
    wants.mail, wants.sms, wants.quiet_from, wants.quiet_until = mail, sms, quiet_from, quiet_until
    wants.full_clean(exclude=["user"])
    wants.save()
    quiet = f"{quiet_from:%H:%M}—{quiet_until:%H:%M}" if quiet_from and quiet_until else "不设"
    told = {"邮件": "接收" if mail else "不接收", "短信": "接收" if sms else "不接收", "免打扰": quiet}
    record("message.preference", by=by, on=("preference", user.pk, by.name), after=told)
    return wants


def forget_secrets(now: datetime) -> int:
    """Empties links that were never delivered and are long void; says how many. For the daily work."""
    secret = [key for key, message in all_messages().items() if message.secret]
    stale = Message.objects.filter(template__in=secret, created_at__lt=now - timedelta(days=_SECRET_DAYS))
    stale = stale.filter(state__in=(State.FAILED, State.UNCONFIGURED, State.GIVEN_UP))
    return stale.exclude(state=State.GIVEN_UP, error=_VOID).update(state=State.GIVEN_UP, text="", error=_VOID)


_VOID = "链接已经过期，没有送达"
