"""All mailboxes read in turn, or one at once: the site's own and those of agencies; what fails is kept and told."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.crypto import Undecipherable
from gongkai_web.info_requests.actions.mail import take_mail
from gongkai_web.info_requests.intake.mailbox import MailError, Unreachable
from gongkai_web.info_requests.models import ALARM_AFTER, HELD, Mailbox
from gongkai_web.notify.actions import tell
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency

__all__ = ["Fetched", "ask_fetch", "fetch_all", "fetch_one", "site_agency", "site_name"]

_BY = Actor.system("来件")
_TOLD_AGAIN = timedelta(days=1)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Fetched:
    """What a round came to: boxes read, new messages, the boxes of agencies that failed, what the site's own says."""

    boxes: int = 0
    taken: int = 0
    failed: list[str] = field(default_factory=list)
    site_error: str = ""


def site_agency() -> Agency | None:
    """Whose the site's own box is; None where there is none, or no such agency."""
    return Agency.objects.active().filter(code=settings.GONGKAI_IMAP_AGENCY).first()


def site_name() -> str:
    """The site's own box without its password; "" where there is none."""
    parts = urlsplit(settings.GONGKAI_IMAP_URL)
    return f"{parts.username}@{parts.hostname}{parts.path}"[:250] if settings.GONGKAI_IMAP_URL else ""


def fetch_all() -> Fetched:
    """Reads every box once. One that fails keeps no other from being read."""
    done = Fetched()
    _site(done)
    unreachable: dict[tuple[str, int | None], str] = {}
    rows = Mailbox.objects.filter(agency__state=AgencyState.ACTIVE, active__in=[True])
    for number in rows.order_by("read_at", "pk").values_list("pk", flat=True):
        _one(number, done, unreachable)
    return done


def fetch_one(number: int) -> Fetched:
    """Reads one box of an agency's now, also where it has failed so often that the clock tries it seldom."""
    done = Fetched()
    _one(number, done, {}, at_once=True)
    return done


@transaction.atomic
def ask_fetch(row: Mailbox, *, by: Actor) -> None:
    """Lets a box be read now, beside the clock. Raises ValidationError where it is, or where nobody reads it."""
    row = Mailbox.objects.select_for_update(of=("self",)).defer("password").select_related("agency").get(pk=row.pk)
    if not row.active:
        raise ValidationError("这个邮箱已经停用，启用并保存以后才能收取。")
    if row.agency is None or row.agency.state != AgencyState.ACTIVE:
        raise ValidationError("机关不在用，不从它的邮箱收取。")
    if row.is_held:
        raise ValidationError("正在收取这个邮箱，没有重复收取；请稍后查看结果。")
    if row.is_asked:
        raise ValidationError("这个邮箱已经在排队收取，没有重复排队；请稍后查看结果。")
    row.asked_at = timezone.now()
    row.save(update_fields=["asked_at"])
    record("mailbox.fetch", by=by, on=("mailbox", row.pk, row.name))
    transaction.on_commit(partial(_queue, row.pk), robust=True)  # without a queue the clock comes by


def _queue(number: int) -> None:
    from gongkai_web.info_requests.tasks import fetch_mailbox_task

    fetch_mailbox_task.enqueue(number)


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether the box is this reader's for now; False where another reads it. Given back at the end."""
    mine, now = uuid4().hex, timezone.now()
    free = Q(held_by="") | Q(held_at__isnull=True) | Q(held_at__lt=now - HELD)
    got = bool(Mailbox.objects.filter(free, name=name).update(held_by=mine, held_at=now))
    try:
        yield got
    finally:
        if got:
            Mailbox.objects.filter(held_by=mine).update(held_by="", held_at=None, asked_at=None)


def _site(done: Fetched) -> None:
    url = settings.GONGKAI_IMAP_URL
    if not url:
        return
    done.boxes += 1
    agency = site_agency()
    if agency is None:
        done.site_error = "IMAP_AGENCY不是在用机关的机关代码，没有取信"
        return
    name = site_name()
    Mailbox.objects.get_or_create(name=name)
    with _alone(name) as mine:
        if not mine:
            done.boxes -= 1
            return
        try:
            taken = take_mail(agency, url, name)
        except MailError as error:
            _failed(name, str(error))
            done.site_error = f"没有取完来件：{error}。邮件仍在邮箱里，下次接着取"
        else:
            done.taken += taken
            _succeeded(name, taken)


def _one(
    number: int, done: Fetched, unreachable: dict[tuple[str, int | None], str], *, at_once: bool = False
) -> None:  # fmt: skip
    try:
        row = Mailbox.objects.select_related("agency").get(pk=number)
    except Mailbox.DoesNotExist:  # taken away meanwhile
        return
    except Undecipherable:
        row = Mailbox.objects.defer("password").select_related("agency").get(pk=number)
        _fail(row, "口令解不开，请重新填写", done)
        return
    if row.rests() and not at_once:
        done.failed.append(f"{row.agency}（{row.error}）")
        return
    with _alone(row.name) as mine:
        if mine:
            _read(row, done, unreachable)


def _read(row: Mailbox, done: Fetched, unreachable: dict[tuple[str, int | None], str]) -> None:
    done.boxes += 1
    known = unreachable.get((row.host, row.port))
    if known:
        _fail(row, known, done)
        return
    try:
        taken = take_mail(row.agency, row.url, row.name, since=row.since)
    except MailError as error:
        if isinstance(error, Unreachable):
            unreachable[row.host, row.port] = str(error)
        _fail(row, str(error), done)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - one box must not keep the others from being read
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("mailbox %s: %s\n%s", row.pk, type(error).__name__, frames)
        _fail(row, f"程序出错：{type(error).__name__}", done)
    else:
        done.taken += taken
        _succeeded(row.name, taken)


def _succeeded(name: str, taken: int) -> None:
    now = timezone.now()
    Mailbox.objects.filter(name=name).update(
        read_at=now, tried_at=now, failures=0, failed_since=None, error="", told_at=None, last_taken=taken
    )


def _failed(name: str, error: str) -> None:
    since = Coalesce("failed_since", Now())
    Mailbox.objects.filter(name=name).update(
        tried_at=timezone.now(), failures=F("failures") + 1, failed_since=since, error=error[:200]
    )


def _fail(row: Mailbox, error: str, done: Fetched) -> None:
    _failed(row.name, error)
    done.failed.append(f"{row.agency}（{error}）")
    now = Mailbox.objects.defer("password").select_related("agency").filter(pk=row.pk).first()
    if now is None or now.failures < ALARM_AFTER:
        return
    if now.told_at is not None and timezone.now() - now.told_at < _TOLD_AGAIN:
        return
    since = f"{timezone.localtime(now.failed_since):%Y-%m-%d %H:%M}" if now.failed_since else ""
    values = {"agency": str(now.agency), "box": now.name, "error": error, "since": since}
    for person in _managers(now.agency_id):
        tell(person, "mail.box_failed", values, by=_BY, reference=("mailbox", now.pk))
    Mailbox.objects.filter(pk=row.pk).update(told_at=timezone.now())


def _managers(agency_id: int | None) -> list[User]:
    people = User.objects.filter(
        memberships__agency=agency_id, memberships__ended_at__isnull=True,
        memberships__role__in=[str(role) for role in RIGHTS[Right.MANAGE_DESK]], is_active=True, is_officer=True,
    )  # fmt: skip
    return list(people.distinct())
