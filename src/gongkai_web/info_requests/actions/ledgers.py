"""A ledger that was sent in: read and reported on at once, brought in row by row when it is confirmed."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, time
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.law import procedure
from gongkai.law.events import CHANNELS
from gongkai.law.settings import Settings
from gongkai.readers.errors import Unreadable
from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.register import register
from gongkai_web.info_requests.actions.steps import lock, take
from gongkai_web.info_requests.ledgers.planning import Entry, Ledger, identity_kind, plan_ledger
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest, LedgerImport, LedgerState
from gongkai_web.organisations.models import Agency
from gongkai_web.staff.actions import begin
from gongkai_web.staff.models import LongWork

__all__ = ["MAX_UPLOAD", "apply_ledger", "confirm_ledger", "discard_ledger", "upload_ledger"]

MAX_UPLOAD = 5 * 1024 * 1024
_NOTE = "台账导入"


def _on(row: LedgerImport) -> tuple[str, Any, str]:
    return ("ledger", row.pk, row.file_name)


def _plan(agency: Agency, data: bytes) -> Ledger:
    rows = InfoRequest.objects.filter(agency=agency, practice=False).exclude(earlier_number="")
    standing = {number: (received, end) for number, received, end in rows.values_list(
        "earlier_number", "received_on", "outcome")}  # fmt: skip
    desk = Desk.objects.filter(agency=agency).first()
    return plan_ledger(data, standing, timezone.localdate(), calendar(), desk.settings if desk else Settings())


@transaction.atomic
def upload_ledger(agency: Agency, data: bytes, file_name: str, *, user: User, by: Actor) -> LedgerImport:
    """Keeps the file sealed and says what each row would do. Raises ValidationError."""
    if not data:
        raise ValidationError({"file": "文件是空的。"})
    if len(data) > MAX_UPLOAD:
        raise ValidationError({"file": f"文件超过{MAX_UPLOAD // 2**20} MB的上限。"})
    try:
        plan = _plan(agency, data)
    except Unreadable as error:
        raise ValidationError({"file": f"文件不能读取：{error}。"}) from None
    row = LedgerImport.objects.create(
        agency=agency, file_name=file_name[-200:], content=b64encode(data).decode(), size=len(data),
        digest=hashlib.sha256(data).hexdigest(), state=LedgerState.CHECKED, report=plan.as_json(), uploaded_by=user,
    )  # fmt: skip
    record("ledger.upload", by=by, on=_on(row), after={"大小": row.size, "摘要": row.digest})
    return row


def _take(row: LedgerImport, to: str) -> LedgerImport:
    found = LedgerImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if found.state != LedgerState.CHECKED:
        raise ValidationError(f"该台账{found.get_state_display()}，不能再办理。")
    found.state = to
    return found


@transaction.atomic
def confirm_ledger(row: LedgerImport, *, user: User, by: Actor) -> LongWork:
    """Has the rows that fit brought in. Raises ValidationError."""
    row = _take(row, LedgerState.APPLYING)
    if not row.report.get("counts", {}).get("create"):
        raise ValidationError("没有可以导入的行。")
    row.actor = {one.name: getattr(by, one.name) for one in fields(Actor)}
    row.save()
    work = begin(f"导入申请台账“{row.file_name}”", started_by=user, by=by)
    transaction.on_commit(partial(_enqueue, row.pk, str(work.pk)))
    return work


def _enqueue(key: int, work: str) -> None:
    from gongkai_web.info_requests.tasks import apply_ledger_task

    apply_ledger_task.enqueue(key, work)


@transaction.atomic
def discard_ledger(row: LedgerImport, *, by: Actor) -> None:
    """Drops the file; the report stays. Raises ValidationError."""
    row = _take(row, LedgerState.DISCARDED)
    row.content, row.ended_at = "", timezone.now()
    row.save()
    record("ledger.discard", by=by, on=_on(row))


def apply_ledger(key: int, progress: Callable[[int, int], None]) -> LedgerImport:
    """Brings in what fits, each row in its own transaction: one that is refused stops no other. Safe to run twice."""
    row = LedgerImport.objects.select_related("agency").get(pk=key, state=LedgerState.APPLYING)
    by = Actor(**row.actor)
    plan = _plan(row.agency, b64decode(row.content))
    for number, entry in enumerate(plan.entries, 1):
        try:
            bring_in(row.agency, entry, by=by)
        except ValidationError as refused:
            entry.line.refuse("".join(refused.messages).rstrip("。"))
        except IntegrityError:
            entry.line.refuse("同一原编号刚才已由别人导入")
        progress(number, len(plan.entries))
    with transaction.atomic():
        row.report, row.content, row.state = plan.as_json(), "", LedgerState.DONE
        row.ended_at = timezone.now()
        row.save()
        record("ledger.apply", by=by, on=_on(row), after=dict(row.report["counts"]))
    return row


@transaction.atomic
def bring_in(agency: Agency, entry: Entry, *, by: Actor) -> InfoRequest:
    """Registers one request and takes its steps. Raises ValidationError."""
    told, roles = entry.values, frozenset(procedure.roles())
    given = {
        "applicant_kind": told["kind"], "applicant_name": told["name"], "identity_number": told["identity"].upper(),
        "identity_kind": identity_kind(told["kind"], told["identity"]), "phone": told["phone"],
        "title": told["title"], "content": told["content"], "earlier_number": told["number"],
    }  # fmt: skip
    received = told["received"]
    made = register(
        agency, given, channel=told["channel"], arrived_on=received, by=by, roles=roles,
        confirmed_on=received if CHANNELS[told["channel"]].confirmed else None,
        submitted_at=timezone.make_aware(datetime.combine(received, time(9))),
    ).request  # fmt: skip
    row = lock(made, version=None)
    row.section = told["section"]
    for day, event, data in entry.steps:
        if event == "drafted":
            Decision.objects.create(
                request=row, outcome=told["outcome"], facts=_facts(told), drafted_on=day, drafted_by_name=by.name,
                signed_on=day,
            )  # fmt: skip
        take(row, event, on=day, roles=roles, by=by, data=data, note=_NOTE)
    row.save()
    return row


def _facts(told: dict[str, Any]) -> str:
    letter = f"，答复文号{told['letter']}" if told["letter"] else ""
    return f"由台账导入，原编号{told['number']}{letter}。"
