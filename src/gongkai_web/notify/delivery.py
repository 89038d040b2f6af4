"""Sending one message, so that two workers never send it at once and none is forgotten.

A worker claims a row by a conditional update, which both databases do as one step, sends, and settles the row if the
claim is still its own. A worker that dies leaves a claim that runs out, and the message goes out again: at least once.
The only time it arrives twice is when the worker died between the server's answer and settling; both carry the same
Message-ID.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from gongkai_web.notify import mail, sms
from gongkai_web.notify.failures import Delayed, Rejected, Undelivered
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.models import Message, Preference
from gongkai_web.notify.quiet import next_free
from gongkai_web.notify.shipped import all_messages

__all__ = ["TRIES", "Outcome", "deliver", "free_at", "is_configured", "release_abandoned"]

log = logging.getLogger(__name__)

_WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=2), timedelta(hours=20))
TRIES = len(_WAITS) + 1
"""Five tries in something less than a day."""
_CLAIM = timedelta(minutes=10)
"""Above what all steps of SMTP can take together, each with its own time limit (EMAIL_TIMEOUT)."""
NOT_CONFIGURED = {Channel.MAIL: "没有设置发信服务器（EMAIL_URL）", Channel.SMS: "没有设置短信网关（SMS_URL）"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the state, when to try again, and whether the whole channel is down."""

    state: State
    again_at: datetime | None = None
    down: bool = False


def is_configured(channel: str) -> bool:
    """True when messages can go out over this channel."""
    return {Channel.MAIL: mail.is_configured, Channel.SMS: sms.is_configured}[Channel(channel)]()


def free_at(at: datetime, channel: str, user_id: int | None, *, urgent: bool) -> datetime:
    """When a message may go out that is ready at ``at``: an SMS that is not urgent waits for the quiet hours to end."""
    if channel != Channel.SMS or urgent:
        return at
    preference = Preference.objects.filter(user_id=user_id).first() if user_id else None
    return next_free(at, preference.quiet if preference else None)


def deliver(message_id: int) -> Outcome | None:
    """Sends a message that is due. None when it is not: sent already, claimed by another worker, not yet due, gone."""
    now = timezone.now()
    due = Message.objects.due(now).filter(pk=message_id)
    told = due.values("channel", "user_id", "urgent").first()
    if told is None:
        return None
    free = free_at(now, told["channel"], told["user_id"], urgent=told["urgent"])
    if free > now:
        due.update(next_attempt_at=free)
        return Outcome(State.WAITING, free)
    if not is_configured(told["channel"]):
        due.update(state=State.UNCONFIGURED, error=NOT_CONFIGURED[told["channel"]])
        return Outcome(State.UNCONFIGURED)
    claim = uuid.uuid4()
    mine = Message.objects.filter(pk=message_id, claim=claim, state=State.SENDING)
    # order_by() because PostgreSQL evaluates the conditions again, on the row, only in a plain UPDATE.
    if not due.order_by().update(
        state=State.SENDING, claim=claim, claimed_until=now + _CLAIM, attempts=F("attempts") + 1
    ):
        return None
    attempts = mine.values_list("attempts", flat=True).get()
    try:
        address = _send(message_id)
    except Rejected as error:
        return _settle(mine, Outcome(State.FAILED), error=error.reason)
    except Undelivered as error:
        return _put_off(mine, attempts, error.reason, down=isinstance(error, Delayed) and error.down)
    except Exception as error:  # a fault of ours must not leave the message between the states
        log.exception("message %s", message_id)
        return _put_off(mine, attempts, f"程序出错（{type(error).__name__}）")
    return _settle(mine, Outcome(State.SENT), address=address, error="", sent_at=timezone.now())


def _send(message_id: int) -> str:
    """Sends, and says where to."""
    message = Message.objects.select_related("user").get(pk=message_id)
    if message.channel == Channel.MAIL:
        address = message.user.email if message.user else message.address
        if not address:
            raise Rejected("没有填写电子邮箱")
        mail.send(address, message.subject, message.text, identity=message.identity)
    else:
        address = message.user.phone if message.user else message.address
        if not address:
            raise Rejected("没有填写手机号码")
        sms.sender().send(address, message.text, identity=message.identity)
    return address


def _put_off(mine: Any, attempts: int, reason: str, *, down: bool = False) -> Outcome | None:
    if attempts >= TRIES:
        return _settle(mine, Outcome(State.FAILED, down=down), error=reason)
    again = timezone.now() + _WAITS[attempts - 1]
    return _settle(mine, Outcome(State.WAITING, again, down), error=reason, next_attempt_at=again)


def _settle(mine: Any, outcome: Outcome, *, address: str | None = None, error: str, **changes: Any) -> Outcome | None:
    """Writes what came of it, if the claim is still ours; a worker that came back too late changes nothing."""
    message = mine.only("template").first()
    if message is None:
        return None
    names = ["state", "claim", "claimed_until", "error", *changes]
    message.state, message.claim, message.claimed_until, message.error = outcome.state, None, None, error[:300]
    for name, value in changes.items():
        setattr(message, name, value)
    values = {name: getattr(message, name) for name in names}
    if address is not None:
        message.address = address
        field = Message._meta.get_field("address")
        values["address"] = field.pre_save(message, False)
        values["address_index"] = message.address_index
        text = all_messages().get(message.template)
        if text is not None and text.secret:
            values["text"] = ""  # a link that opens something is not left lying about
    return outcome if mine.update(**values) else None


def release_abandoned() -> int:
    """Puts back what a dead worker had claimed; says how many. After the last try it has failed."""
    now = timezone.now()
    reason = "发送时程序中断"
    gone = Message.objects.abandoned(now)
    cleared = {"claim": None, "claimed_until": None, "error": reason}
    gone.filter(attempts__gte=TRIES).update(state=State.FAILED, **cleared)
    return gone.filter(attempts__lt=TRIES).update(state=State.WAITING, next_attempt_at=now, **cleared)
