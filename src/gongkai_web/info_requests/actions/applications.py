"""Applications over the site: begun, kept, found not to be needed, sent once, forgotten.

A draft belongs to whoever has the secret; the row keeps its hash, what was typed sealed, and the files under random
names in a folder of their own, where nobody can have them. Sent, it becomes a request like any other.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.common.actor import Actor
from gongkai_web.files.inspection import inspect
from gongkai_web.files.models import new_public_id
from gongkai_web.files.store import discard
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.register import register
from gongkai_web.info_requests.arrivals import tell_arrived, tell_submitted
from gongkai_web.info_requests.drafts import fields_of, missing
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Application, InfoRequest
from gongkai_web.info_requests.queries.channels import takes_online
from gongkai_web.organisations.models import Agency

__all__ = [
    "KEPT_DAYS", "KINDS_OF_FILES", "MAX_FILES", "MAX_FILE_BYTES", "AlreadySent", "OnlineClosed", "Sent", "attach",
    "begin", "change_agency", "detach", "drop", "end_by_offer", "forget", "hash_of_secret", "hide_code", "keep",
    "note_offers", "send", "shown_code", "values_of",
]  # fmt: skip

KEPT_DAYS = 30
"""Days after which a draft that nobody has touched is forgotten."""
CODE_SHOWN = timedelta(hours=2)
"""For so long the receipt shows the query code again: to the second click, to the back button, to the printer."""
MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024
KINDS_OF_FILES = (PaperKind.IDENTITY, PaperKind.AUTHORITY, PaperKind.APPLICATION, PaperKind.OTHER)
_FOLDER = "drafts"
_LOOK_BACK = timedelta(days=7)
"""Sent drafts older than this were emptied by the job of an earlier day."""


class AlreadySent(Exception):
    """The draft was sent before. ``request`` is what it became."""

    def __init__(self, request: InfoRequest) -> None:
        super().__init__(request.number)
        self.request = request


class OnlineClosed(ValidationError):
    """The agency takes no applications over the site (any more); counter and post are always open (art. 29)."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(f"{agency}没有开通网上申请，这份申请没有提交。请当面提交或者邮寄，也可以改向其他机关申请。")


@dataclass(frozen=True, slots=True)
class Sent:
    """The request that an application became, and its query code; "" where that may no longer be shown."""

    request: InfoRequest
    code: str


def hash_of_secret(secret: str) -> str:
    """What is kept of the secret in the visitor's cookie; it has 256 bits, so that a plain hash says nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def values_of(row: Application) -> dict[str, Any]:
    """What has been typed so far, by the parts of the form."""
    found: dict[str, Any] = json.loads(row.values or "{}")
    return found


def shown_code(row: Application) -> str:
    """The query code of a draft that was sent, as long as its receipt may show it; "" afterwards."""
    fresh = row.updated_at > timezone.now() - CODE_SHOWN
    return str(values_of(row).get("code", "")) if row.request_id and fresh else ""


@transaction.atomic
def hide_code(row: Application) -> None:
    """The applicant has noted the code: the receipt no longer shows it."""
    Application.objects.filter(pk=row.pk).exclude(request=None).update(values="{}")


@transaction.atomic
def begin(agency: Agency) -> tuple[Application, str]:
    """A new draft, and the secret by which its writer finds it.

    Raises ValidationError for an agency that ended, OnlineClosed for one that takes none over the site.
    """
    _must_take(agency)
    secret = secrets.token_urlsafe(32)
    row = Application.objects.create(token=hash_of_secret(secret), agency=agency)
    return row, secret


def _must_take(agency: Agency) -> None:
    if not Agency.objects.active().filter(pk=agency.pk).exists():
        raise ValidationError({"agency": f"“{agency}”{agency.get_state_display()}，请向承继其职权的机关申请。"})
    if not takes_online(agency):
        raise OnlineClosed(agency)


def _mine(row: Application) -> Application:
    """The row, locked. Raises AlreadySent."""
    found = Application.objects.select_for_update(of=("self",)).select_related("agency", "request").get(pk=row.pk)
    if found.request is not None:
        raise AlreadySent(found.request)
    return found


def _write(row: Application, values: dict[str, Any]) -> Application:
    row.values = json.dumps(values, ensure_ascii=False)
    row.updated_at = timezone.now()
    row.save()
    return row


@transaction.atomic
def keep(row: Application, part: str, typed: dict[str, Any]) -> Application:
    """Keeps a part of the form as it was typed. Raises AlreadySent."""
    row = _mine(row)
    return _write(row, {**values_of(row), part: typed})


@transaction.atomic
def change_agency(row: Application, agency: Agency) -> Application:
    """Sends what has been typed to another agency. Raises AlreadySent, ValidationError, OnlineClosed."""
    row = _mine(row)
    _must_take(agency)
    row.agency = agency
    return _write(row, values_of(row))


def attach(row: Application, content: File, kind: str) -> Application:
    """Takes a file into the draft. Raises AlreadySent, ValidationError for one that would be refused later."""
    if kind not in KINDS_OF_FILES:
        raise ValidationError("请选择文件的类别。")
    if content.size > MAX_FILE_BYTES:
        raise ValidationError(f"文件超过{MAX_FILE_BYTES // 2**20}MB，请压缩或者拍得小一些再上传。")
    found = inspect(content)
    if len(values_of(row).get("files", [])) >= MAX_FILES:
        raise ValidationError(f"最多附{MAX_FILES}个文件，其余的可以在机关联系您时补交。")
    key = new_public_id()
    content.seek(0)
    name = default_storage.save(f"{_FOLDER}/{key[:2]}/{key}", ContentFile(content.read()))
    try:
        with transaction.atomic():
            row = _mine(row)
            values = values_of(row)
            told = {
                "id": key, "kind": kind, "name": (content.name or "")[-80:], "size": content.size, "stored": name,
                "ending": found.ending, "label": found.label,
            }  # fmt: skip
            values["files"] = [*values.get("files", []), told][:MAX_FILES]
            return _write(row, values)
    except BaseException:
        discard(name)
        raise


@transaction.atomic
def detach(row: Application, key: str) -> Application:
    """Takes a file out of the draft; one that is not there is gone already. Raises AlreadySent."""
    row = _mine(row)
    values = values_of(row)
    for file in values.get("files", []):
        if file["id"] == key:
            transaction.on_commit(partial(discard, file["stored"]))
    values["files"] = [file for file in values.get("files", []) if file["id"] != key]
    return _write(row, values)


def note_offers(row: Application, count: int) -> None:
    """Remembers how much that is public was offered to the writer at most."""
    if count > row.offered:
        Application.objects.filter(pk=row.pk, offered__lt=count).update(offered=count)


@transaction.atomic
def end_by_offer(row: Application) -> None:
    """The writer has found what he wanted: that is counted, and what he typed is forgotten. Raises AlreadySent."""
    row = _mine(row)
    _discard_files(row)
    row.ended_by_offer, row.values = True, "{}"
    # Nobody finds the row by his secret any more; what is left of it is the count.
    row.token, row.updated_at = secrets.token_hex(32), timezone.now()
    row.save()


@transaction.atomic
def drop(row: Application) -> None:
    """The writer wants it forgotten. Raises AlreadySent."""
    row = _mine(row)
    _discard_files(row)
    row.delete()


def _discard_files(row: Application) -> None:
    for file in values_of(row).get("files", []):
        transaction.on_commit(partial(discard, file["stored"]))


@transaction.atomic
def send(row: Application, *, by: Actor, account: User | None = None) -> Sent:
    """Sends it: once, however often it is asked. Raises ValidationError, by the parts of the form.

    The receipt of a second sending is that of the first. Raises OnlineClosed where the agency has closed the channel
    since the draft was begun; the draft stays as it is.
    """
    row = Application.objects.select_for_update(of=("self",)).select_related("agency", "request").get(pk=row.pk)
    values = values_of(row)
    if row.request is not None:
        return Sent(row.request, shown_code(row))
    gaps = missing(values)
    if gaps or row.agency is None:
        raise ValidationError([f"{gap.text}。" for gap in gaps] or ["请选择机关。"])
    if not takes_online(row.agency):
        raise OnlineClosed(row.agency)
    now = timezone.now()
    done = register(
        row.agency, fields_of(values), channel="internet", arrived_on=timezone.localdate(now), submitted_at=now, by=by,
        account=account, token=row.token[:32],
    )  # fmt: skip
    for file in values.get("files", []):
        _file(done.request, file, by)
    row.request = done.request
    _discard_files(row)
    _write(row, {"code": done.code})  # what was typed is in the request now, and nowhere else
    tell_arrived(done.request, by=by)
    tell_submitted(done.request, by=by)
    return Sent(done.request, done.code)


def _file(request: InfoRequest, told: dict[str, Any], by: Actor) -> None:
    """A file of the draft as a paper of the case, under a neutral name: names of files tell about people."""
    with default_storage.open(told["stored"]) as stored:
        content = ContentFile(stored.read(), name=f"{PaperKind(told['kind']).label}.{told['ending']}")
    keep_paper(request, content, kind=told["kind"], from_applicant=True, by=by)


def forget(now: datetime) -> int:
    """Forgets drafts untouched for ``KEPT_DAYS``, and codes that may no longer be shown; says how many drafts."""
    count = 0
    for row in Application.objects.filter(request=None, updated_at__lt=now - timedelta(days=KEPT_DAYS)):
        if row.ended_by_offer:
            continue  # there is nothing in it but the count
        with transaction.atomic():
            _discard_files(row)
            row.delete()
            count += 1
    over = now - CODE_SHOWN
    sent = Application.objects.exclude(request=None).filter(updated_at__lt=over, updated_at__gt=over - _LOOK_BACK)
    sent.update(values="{}")
    return count
