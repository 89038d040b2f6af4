"""Mail of an agency's box: taken in so that none is lost, and what a registrar does with what waits."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.register import Registered
from gongkai_web.info_requests.actions.registration import register_at_desk
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.intake.mailbox import MailError, opened
from gongkai_web.info_requests.intake.matching import match
from gongkai_web.info_requests.intake.message import MAX_READ, Attachment, read_mail
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import InfoRequest, Mailbox, MailItem
from gongkai_web.organisations.models import Agency

__all__ = ["attachments_of", "file_mail", "make_request", "opened_mail", "put_aside", "store", "take_mail"]

_BY = Actor.system("来件")
_FOLDER = "mail"
_CHUNK = 1024 * 1024


def _on(item: MailItem) -> tuple[str, object, str]:
    return "mail", item.pk, f"{timezone.localtime(item.received_at):%Y-%m-%d %H:%M}的来件"


def take_mail(agency: Agency, url: str, name: str, *, since: date | None = None) -> int:
    """Takes in what is new in a box; how many messages were not there yet. ``name`` is the box, without password.

    What came in before the day ``since`` is left in the box. Raises MailError where the box cannot be used or a message
    cannot be stored: the next time begins with that one.
    """
    taken = 0
    with opened(url) as box:
        place, _ = Mailbox.objects.get_or_create(name=name)
        last = place.last if place.validity == box.validity else 0
        for number in box.new_since(last, since):
            told = box.size_and_day(number)
            if told is not None:
                with TemporaryFile() as file:
                    box.copy(number, file)
                    _, is_new = store(agency, file, received_at=told[1])
                taken += is_new
                box.mark(number)
            last = number
            _passed(place, validity=box.validity, last=last)
        _passed(place, validity=box.validity, last=last, read_at=timezone.now())
    return taken


def _passed(place: Mailbox, **now: Any) -> None:
    """Keeps how far a box has been read; one that has become another meanwhile is read from its start."""
    Mailbox.objects.filter(pk=place.pk, name=place.name).update(held_at=timezone.now(), **now)


def store(agency: Agency, file: IO[bytes], *, received_at: datetime) -> tuple[MailItem, bool]:
    """Keeps a message whole, and says whether it is new: the same bytes are kept once. Raises MailError."""
    digest, size = _digest(file)
    known = MailItem.objects.filter(agency=agency, digest=digest).first()
    if known is not None:
        return known, False
    name = _written(agency, digest, size, file)
    file.seek(0)
    mail = read_mail(file.read(MAX_READ + 1))
    found = match(agency, mail)
    item = MailItem(
        agency=agency, digest=digest, size=size, raw=name, received_at=received_at, message_id=mail.message_id,
        sender=f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender, subject=mail.subject,
        text=mail.text, problem=mail.problem[:200], suggested=found.request if found else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            item.save()
            record("mail.take", by=_BY, on=_on(item), after={"机关": agency.name, "大小": size, "摘要": digest})
    except IntegrityError:  # another process was quicker
        return MailItem.objects.get(agency=agency, digest=digest), False
    if found is not None and found.certain:
        with suppress(ValidationError):  # then it waits in the tray, with the request it may belong to
            file_mail(item, found.request, by=_BY)
    _tell(item)
    return item, True


def _digest(file: IO[bytes]) -> tuple[str, int]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _written(agency: Agency, digest: str, size: int, file: IO[bytes]) -> str:
    """The bytes in the storage under their digest; what a crash has left half is written anew."""
    name = f"{_FOLDER}/{agency.pk}/{digest[:2]}/{digest}.eml"
    try:
        if default_storage.exists(name):
            if default_storage.size(name) == size:
                return name
            default_storage.delete(name)
        file.seek(0)
        return str(default_storage.save(name, File(file)))
    except Exception as error:
        raise MailError(f"邮件不能存入（{type(error).__name__}），请检查存储的空间和权限") from error


def _tell(item: MailItem) -> None:
    """Tells who has to look: those of the case, or those who register."""
    from gongkai_web.info_requests.arrivals import registrars
    from gongkai_web.notify.actions import tell

    if item.request is None:
        for person in registrars(item.agency_id):
            tell(person, "mail.waiting", {"agency": item.agency.name, "count": 1}, by=_BY, reference=("mail", item.pk))
        return
    request = item.request
    if request.handler is not None:
        told = {"number": request.number}
        tell(request.handler, "request.mail", told, by=_BY, reference=("request", request.number))


def attachments_of(item: MailItem) -> list[Attachment]:
    """The files in a message, read from its stored bytes."""
    with default_storage.open(item.raw.name) as file:
        return read_mail(file.read(MAX_READ + 1)).attachments


def _locked(item: MailItem) -> MailItem:
    row = MailItem.objects.select_for_update(of=("self",)).select_related("agency").get(pk=item.pk)
    if row.state != "waiting":
        raise ValidationError(f"这封来件{row.get_state_display()}，不再办理。", code="conflict")
    return row


def _handled(row: MailItem, state: str, by: Actor, **more: Any) -> None:
    row.state, row.handled_at, row.handled_by_name = state, timezone.now(), by.name
    for key, value in more.items():
        setattr(row, key, value)
    row.save()


def _fitting(found: Iterable[tuple[Attachment, str]], request: InfoRequest, by: Actor) -> list[str]:
    """Puts attachments into a case, each as a kind; the names of those that are refused: they stay in the message."""
    refused = []
    for one, kind in found:
        try:
            with transaction.atomic():
                content = ContentFile(one.content, name=one.name)
                keep_paper(request, content, kind=kind, from_applicant=True, by=by)
        except ValidationError as error:
            refused.append(f"{one.name}（{'；'.join(error.messages)}）")
    return refused


@transaction.atomic
def file_mail(item: MailItem, request: InfoRequest, *, by: Actor) -> MailItem:
    """Puts a waiting message into a case, with its attachments where they may be taken. Raises ValidationError."""
    row = _locked(item)
    case = lock(request, version=None)
    if case.agency_id != row.agency_id:
        raise ValidationError({"number": "这件申请不是本机关受理的。"})
    found = attachments_of(row) if case.state != "archived" else []
    refused = _fitting([(one, PaperKind.OTHER) for one in found], case, by)
    _handled(row, "filed", by, request=case, reason=f"附件没有收入：{'、'.join(refused)}"[:200] if refused else "")
    touch_case(case)
    record("mail.file", by=by, on=_on(row), after={"申请": case.number})
    item.request, item.state, item.reason = row.request, row.state, row.reason
    return row


@transaction.atomic
def make_request(  # noqa: PLR0913 - what came in, when, with which of its attachments, and by whom it is registered
    item: MailItem,
    fields: dict[str, Any],
    *,
    channel: str = "email",
    arrived_on: date | None = None,
    confirmed_on: date | None = None,
    enclosed: Mapping[int, str],
    papers: Iterable[tuple[str, File]] = (),
    by: Actor,
    roles: Collection[str],
    token: str = "",
) -> Registered:
    """Registers an application out of a waiting message, which is linked to it and leaves the tray.

    ``enclosed`` gives the kinds of the attachments that are put on file, by their place in the message; ``papers`` are
    further files. Until both sides have confirmed, the limit does not run (art. 31). Raises ValidationError.
    """
    row = _locked(item)
    made = register_at_desk(
        row.agency, fields, channel=channel, arrived_on=arrived_on or timezone.localdate(row.received_at),
        confirmed_on=confirmed_on, papers=papers, by=by, roles=roles, token=token,
    )  # fmt: skip
    refused = _fitting(_chosen(row, enclosed), made.request, by)
    _handled(row, "filed", by, request=made.request, reason=f"附件没有收入：{'、'.join(refused)}"[:200])
    if not refused:
        row.reason = ""
        row.save(update_fields=["reason"])
    record("mail.register", by=by, on=_on(row), after={"申请": made.request.number})
    return made


def _chosen(row: MailItem, enclosed: Mapping[int, str]) -> list[tuple[Attachment, str]]:
    if not enclosed:
        return []
    try:
        found = attachments_of(row)
    except OSError as error:
        raise ValidationError("原始邮件在存储中找不到，附件不能收入案卷，请联系系统管理员从备份恢复。") from error
    return [(found[place], kind) for place, kind in sorted(enclosed.items()) if place < len(found)]


@transaction.atomic
def put_aside(item: MailItem, *, reason: str, by: Actor) -> MailItem:
    """Says why a waiting message is no application. It stays. Raises ValidationError."""
    row = _locked(item)
    if not reason.strip():
        raise ValidationError({"reason": "请写明不作为申请处理的原因。"})
    _handled(row, "aside", by, reason=reason.strip()[:200])
    record("mail.aside", by=by, on=_on(row), after={"原因": row.reason})
    return row


@transaction.atomic
def opened_mail(item: MailItem, *, by: Actor) -> None:
    """Logs that somebody read a message."""
    record("mail.open", by=by, on=_on(item))
