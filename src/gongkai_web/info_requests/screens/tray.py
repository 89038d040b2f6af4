"""A message of the tray on the form of registration: what it says is filled in, what is attached is taken over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongkai_web.accounts.rights import Right
from gongkai_web.files.inspection import inspect
from gongkai_web.info_requests.actions.mail import attachments_of
from gongkai_web.info_requests.intake.message import Attachment
from gongkai_web.info_requests.kinds import Form, PaperKind, Route
from gongkai_web.info_requests.models import MailItem
from gongkai_web.info_requests.models.requests import MAX_CONTENT

__all__ = ["Enclosed", "enclosed_in", "mail_of", "typed_from"]

_GUESSES = (
    (re.compile("身份证|护照|营业执照|证件|证书"), PaperKind.IDENTITY),
    (re.compile("授权|委托"), PaperKind.AUTHORITY),
    (re.compile("申请"), PaperKind.APPLICATION),
)
_TITLE = 200
_WRAPPING = re.compile(r"^(?:\s*(?:Re|Fw|Fwd|回复|答复|转发)\s*[:：])+\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment: its place in the message, its name and size, what it probably is, why it cannot be taken ("")."""

    place: int
    name: str
    size: int
    guess: str
    refusal: str


def mail_of(request: HttpRequest, pk: int) -> MailItem:
    """The message, for somebody who registers there. Raises Http404, PermissionDenied."""
    found = MailItem.objects.seen_by(request.scope).select_related("agency", "request", "suggested")
    item = get_object_or_404(found, pk=pk)
    if not request.scope.may(Right.REGISTER_REQUESTS, item.agency_id):
        raise PermissionDenied
    return item


def typed_from(item: MailItem) -> dict[str, Any]:
    """What the message fills in: the day it arrived, its sender, its subject as the title, its words as they stand."""
    name, _, address = item.sender.rpartition(" <")
    return {
        "channel": "email",
        "arrived_on": timezone.localdate(item.received_at),
        "applicant_name": name,
        "email": address.rstrip(">"),
        "title": _WRAPPING.sub("", item.subject)[:_TITLE],
        "content": item.text[:MAX_CONTENT],
        "form": Form.ELECTRONIC,
        "route": Route.EMAIL,
    }


def enclosed_in(item: MailItem) -> list[Enclosed]:
    """The attachments, each looked at as an upload would be. Raises OSError where the stored message is gone."""
    return [
        Enclosed(place, one.name, len(one.content), _guess(one.name), _refusal(one))
        for place, one in enumerate(attachments_of(item))
    ]


def _guess(name: str) -> str:
    return next((kind for pattern, kind in _GUESSES if pattern.search(name)), PaperKind.OTHER)


def _refusal(one: Attachment) -> str:
    try:
        inspect(ContentFile(one.content, name=one.name))
    except ValidationError as refusal:
        return "；".join(refusal.messages)
    return ""
