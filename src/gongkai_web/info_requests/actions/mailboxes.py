"""The mailboxes of agencies: set up, changed, tried, taken away. Nobody is ever shown a password."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.intake.mailbox import opened
from gongkai_web.info_requests.models import Mailbox
from gongkai_web.organisations.models import Agency

__all__ = ["FIELDS", "add_mailbox", "change_mailbox", "remove_mailbox", "try_mailbox"]

FIELDS = ("security", "host", "port", "account", "folder", "since", "active")
"""What is typed beside the password."""
_WHERE = ("security", "host", "port", "account")
_HOST = re.compile(r"(?=.{1,200}\Z)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_MOST_PORT = 65535


def _on(row: Mailbox) -> tuple[str, object, str]:
    return "mailbox", row.pk, row.name


@transaction.atomic
def add_mailbox(agency: Agency, values: dict[str, Any], *, by: Actor) -> Mailbox:
    """A box of an agency's. ``values`` are those of ``FIELDS`` and ``password``. Raises ValidationError by field."""
    row = Mailbox(agency=agency, **{name: values[name] for name in FIELDS if name in values})
    row.password = str(values.get("password") or "")
    if not row.password:
        raise ValidationError({"password": "请填写口令或者授权码。"})
    _save(row)
    record("mailbox.add", by=by, on=_on(row), after={"机关": agency.name, **_told(row)})
    return row


@transaction.atomic
def change_mailbox(row: Mailbox, values: dict[str, Any], *, by: Actor) -> Mailbox:
    """Changes a box; without a password the one that is kept stays. Raises ValidationError by field.

    With another server or account the password must be given again: what is kept is for where it was given.
    """
    row = Mailbox.objects.select_for_update(of=("self",)).select_related("agency").get(pk=row.pk)
    before, name = _told(row), row.name
    where = [getattr(row, one) for one in _WHERE]
    for one in FIELDS:
        if one in values:
            setattr(row, one, values[one])
    password = str(values.get("password") or "")
    if not password and where != [getattr(row, one) for one in _WHERE]:
        raise ValidationError({"password": "更换了服务器或者账号，请重新填写口令或者授权码。"})
    row.password = password or row.password
    if row.own_name != name:  # another box: its numbers begin anew, and what went wrong was with the other
        row.validity = row.last = 0
    if row.own_name != name or password:
        row.failures, row.failed_since, row.error, row.told_at = 0, None, "", None
    _save(row)
    after = _told(row) | ({"口令": "已更换"} if password else {})
    changed = {key for key in after if before.get(key) != after[key]}
    if changed:
        told = ({key: before.get(key) for key in changed}, {key: after[key] for key in changed})
        record("mailbox.change", by=by, on=_on(row), before=told[0], after=told[1])
    return row


@transaction.atomic
def remove_mailbox(row: Mailbox, *, by: Actor) -> None:
    """Takes a box away, with its password. What came in over it stays."""
    record("mailbox.remove", by=by, on=_on(row), before=_told(row))
    Mailbox.objects.filter(pk=row.pk).delete()


def try_mailbox(row: Mailbox, *, by: Actor) -> tuple[int, int]:
    """Opens the box as it is set up: how many messages there are, and how many are still to be taken.

    Raises MailError. Nothing is taken and nothing is changed.
    """
    record("mailbox.try", by=by, on=_on(row))
    with opened(row.url) as box:
        last = row.last if row.validity == box.validity else 0
        return box.count, len(box.new_since(last, row.since))


def _told(row: Mailbox) -> dict[str, Any]:
    """The settings as the log has them: without the password."""
    return {
        "邮箱": row.own_name, "加密方式": row.get_security_display(),
        "取起日期": row.since.isoformat() if row.since else "", "启用": "是" if row.active else "否",
    }  # fmt: skip


def _save(row: Mailbox) -> None:
    row.host, row.account, row.folder = row.host.strip().lower(), row.account.strip(), row.folder.strip() or "INBOX"
    wrong = {}
    if not _is_host(row.host):
        wrong["host"] = "请填写服务器的域名或者IP地址，如imap.example.gov.cn。"
    elif settings.GONGKAI_IMAP_HOSTS and row.host not in settings.GONGKAI_IMAP_HOSTS:
        allowed = "、".join(settings.GONGKAI_IMAP_HOSTS)
        wrong["host"] = f"本站只允许使用{allowed}，需要其他服务器的，请与系统管理员联系。"
    if not row.account:
        wrong["account"] = "请填写账号。"
    if row.port is not None and not 1 <= row.port <= _MOST_PORT:
        wrong["port"] = "端口是1至65535的数字。"
    if wrong:
        raise ValidationError(wrong)
    row.name = row.own_name
    row.full_clean(exclude=["name", "agency"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError({"account": "这个邮箱已经设置过，一个邮箱只能设置一次。"}) from None


def _is_host(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return _HOST.fullmatch(text) is not None
    return True
