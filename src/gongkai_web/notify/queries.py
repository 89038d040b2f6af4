"""Reads: the inbox, what did not arrive, the text that holds, a preview."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, QuerySet

from gongkai_web.common.masks import mask_email, mask_phone
from gongkai_web.common.prepared import counted, prepared
from gongkai_web.notify.delivery import is_configured
from gongkai_web.notify.fill import fill, sample_values
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.models import Message, MessageQuerySet, MessageTemplate, Preference
from gongkai_web.notify.shipped import Text, Wording, message_of

__all__ = [
    "Standing",
    "deliveries",
    "inbox",
    "preference_of",
    "preview",
    "recipient_of",
    "standing",
    "unread",
    "wording_of",
]


def unread(user: models.Model) -> int:
    """How many messages in somebody's inbox are unread; 0 for the public."""
    return _unread(user_id=user.pk)[0][0] if user.pk else 0


@prepared
def _unread(user_id: int) -> QuerySet[Message]:
    return counted(Message.objects.inbox_of(user_id).unread())


def inbox(user: models.Model, *, only_unread: bool = False) -> MessageQuerySet:
    """Somebody's inbox, the newest first."""
    rows = Message.objects.inbox_of(user)
    return rows.unread() if only_unread else rows


def preference_of(user: models.Model) -> Preference:
    """What somebody wants to get; one that is not saved where he never said."""
    return Preference.objects.filter(user_id=user.pk).first() or Preference(user_id=user.pk)


def deliveries() -> MessageQuerySet:
    """Mail and SMS with their accounts, the newest first; the text is not read."""
    return Message.objects.outgoing().select_related("user").defer("text")


def recipient_of(message: Message) -> str:
    """Who it goes to, as the administrator sees it: the account, or the outside address masked."""
    masked = mask_phone if message.channel == Channel.SMS else mask_email
    if message.user is not None:
        where = message.address or (message.user.phone if message.channel == Channel.SMS else message.user.email)
        return f"{message.user.name} {masked(where)}".strip()
    return masked(message.address)


def wording_of(key: str) -> Wording:
    """The text that holds for a message. Raises UnknownMessage."""
    row = MessageTemplate.objects.filter(key=key, changed_at__isnull=False).first()
    return row.wording if row else message_of(key).wording


def preview(message: Text, wording: Wording) -> Wording:
    """The text with the samples filled in."""
    samples = sample_values(message)
    return Wording(*(fill(text, samples) for text in (wording.subject, wording.body, wording.sms)))


@dataclass(frozen=True, slots=True)
class Standing:
    """A channel at a glance: whether it is set up, and how many messages wait or did not arrive."""

    channel: Channel
    configured: bool
    waiting: int
    failed: int
    unconfigured: int


def standing() -> list[Standing]:
    """Mail and SMS."""
    rows = Message.objects.outgoing().order_by().values_list("channel", "state").annotate(n=Count("pk"))
    counted = {(channel, state): n for channel, state, n in rows}
    return [
        Standing(
            channel,
            is_configured(channel),
            counted.get((channel, State.WAITING), 0) + counted.get((channel, State.SENDING), 0),
            counted.get((channel, State.FAILED), 0),
            counted.get((channel, State.UNCONFIGURED), 0),
        )
        for channel in (Channel.MAIL, Channel.SMS)
    ]
