"""To whom a message goes, and over which channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from gongkai_web.notify.kinds import Channel
from gongkai_web.notify.models import Preference
from gongkai_web.notify.shipped import Text, Wording

__all__ = ["Outside", "Person", "channels_for"]


class Person(Protocol):
    """What notify needs to know of an account (AUTH_USER_MODEL); the app of accounts stands above this one."""

    pk: int
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody without an account: an applicant, a third party. Either may be ""."""

    mail: str = ""
    phone: str = ""

    @classmethod
    def of(cls, text: str) -> Outside:
        """A mail address or, without the @, a phone number."""
        return cls(mail=text) if "@" in text else cls(phone=text)


def channels_for(to: Person | Outside, message: Text, wording: Wording) -> Iterator[tuple[Channel, str]]:
    """Each channel with the outside address for it ("" for an account, whose address is looked up when it is sent)."""
    if isinstance(to, Outside):
        if to.mail and Channel.MAIL in message.channels:
            yield Channel.MAIL, to.mail
        if to.phone and wording.sms and Channel.SMS in message.channels:
            yield Channel.SMS, to.phone
        return
    wants = Preference.objects.filter(user_id=to.pk).first() or Preference()
    if Channel.INBOX in message.channels:
        yield Channel.INBOX, ""
    if Channel.MAIL in message.channels and to.email and (message.always or wants.mail):
        yield Channel.MAIL, ""
    if Channel.SMS in message.channels and to.phone and wording.sms and (message.always or wants.sms):
        yield Channel.SMS, ""
