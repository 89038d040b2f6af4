"""All mailboxes read in turn: the site's own and those of agencies; what fails is kept with the box, and told."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.common.actor import Actor
from gongkai_web.common.crypto import Undecipherable
from gongkai_web.info_requests.actions.mail import take_mail
from gongkai_web.info_requests.intake.mailbox import MailError, Unreachable
from gongkai_web.info_requests.models import ALARM_AFTER, Mailbox
from gongkai_web.notify.actions import tell
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency

__all__ = ["Fetched", "fetch_all", "site_agency", "site_name"]

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
    try:
        done.taken += take_mail(agency, url, name)
    except MailError as error:
        _failed(name, str(error))
        done.site_error = f"没有取完来件：{error}。邮件仍在邮箱里，下次接着取"
    else:
        _succeeded(name)


def _one(number: int, done: Fetched, unreachable: dict[tuple[str, int | None], str]) -> None:
    try:
        row = Mailbox.objects.select_related("agency").get(pk=number)
    except Mailbox.DoesNotExist:  # taken away meanwhile
        return
    except Undecipherable:
        row = Mailbox.objects.defer("password").select_related("agency").get(pk=number)
        _fail(row, "口令解不开，请重新填写", done)
        return
    if row.rests():
        done.failed.append(f"{row.agency}（{row.error}）")
        return
    done.boxes += 1
    known = unreachable.get((row.host, row.port))
    if known:
        _fail(row, known, done)
        return
    try:
        done.taken += take_mail(row.agency, row.url, row.name, since=row.since)
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
        _succeeded(row.name)


def _succeeded(name: str) -> None:
    now = timezone.now()
    Mailbox.objects.filter(name=name).update(
        read_at=now, tried_at=now, failures=0, failed_since=None, error="", told_at=None
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
