"""A spreadsheet that was sent in: uploaded, checked, shown, confirmed, done. Nothing changes before it is confirmed."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.readers.errors import Unreadable
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.bulk import apply_agencies, apply_regions
from gongkai_web.organisations.actions.rows import made_public, required
from gongkai_web.organisations.actions.tree import hold_tree
from gongkai_web.organisations.models import AgencyImport, ImportState
from gongkai_web.organisations.sheets.planning import plan_import

__all__ = [
    "MAX_UPLOAD",
    "apply_import",
    "check_import",
    "confirm_import",
    "discard_import",
    "discard_stale_imports",
    "upload_import",
]

MAX_UPLOAD = 20 * 1024 * 1024
"""Bytes of a file: 30,000 rows have about three million."""
KEPT = timedelta(days=30)
_CHANGED = "核对之后机构数据有了变化，已重新核对，请再看一遍后确认。"


def _on(row: AgencyImport) -> tuple[str, object, str]:
    return ("agency_import", row.pk, row.file_name)


def _told(error: ValidationError) -> str:
    return " ".join(error.messages)[:500]


@transaction.atomic
def upload_import(data: bytes, file_name: str, *, by: Actor) -> AgencyImport:
    """Keeps the file and has it checked. Raises ValidationError for one that is empty or too large."""
    if not data:
        raise ValidationError({"file": "文件是空的。"})
    if len(data) > MAX_UPLOAD:
        raise ValidationError({"file": f"文件超过{MAX_UPLOAD // 2**20} MB的上限。"})
    row = AgencyImport(
        file_name=file_name[-200:],
        content=data,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        uploaded_by=by.name,
        account=by.account,
    )
    row.save()
    record("agency.import.upload", by=by, on=_on(row), after={"大小": row.size, "摘要": row.digest})
    transaction.on_commit(partial(_enqueue, "check_import_task", row.pk))
    return row


def _enqueue(task: str, key: int) -> None:
    from gongkai_web.organisations import tasks

    getattr(tasks, task).enqueue(key)


def _take(key: int, states: tuple[str, ...], to: str) -> AgencyImport | None:
    """The import in its next state, committed so that people see it; None where another has taken it already."""
    with transaction.atomic():
        row = AgencyImport.objects.select_for_update().filter(pk=key, state__in=states).first()
        if row is not None:
            row.state, row.started_at, row.ended_at, row.message = to, timezone.now(), None, ""
            row.save()
        return row


def check_import(key: int) -> None:
    """Reads the file and stores what it would do. Safe to run twice; says on the import what went wrong."""
    row = _take(key, (ImportState.WAITING, ImportState.CHECKING), ImportState.CHECKING)
    if row is not None:
        _check(row)


def _check(row: AgencyImport, message: str = "") -> None:
    """Plans it. What came of it is kept only where the import is still in the state in which it was taken."""
    said: dict[str, Any]
    try:
        plan = plan_import(bytes(row.content))
    except Unreadable as error:
        said = {"state": ImportState.UNREADABLE, "message": str(error)[:500], "content": b""}
    else:
        said = {
            "state": ImportState.CHECKED,
            "message": message,
            "report": plan.as_json(),
            "plan_hash": plan.hash,
        }
    _leave(row.pk, row.state, **said)


def _leave(key: int, was: str, /, **said: Any) -> None:
    """Takes an import out of a state, unless somebody has discarded it meanwhile."""
    AgencyImport.objects.filter(pk=key, state=was).update(ended_at=timezone.now(), **said)


@transaction.atomic
def confirm_import(row: AgencyImport, *, on: date | None = None, basis: str = "", by: Actor) -> AgencyImport:
    """Has a checked import done. Renaming and moving need a day and a document. Raises ValidationError."""
    row = AgencyImport.objects.select_for_update().get(pk=row.pk)
    if row.state != ImportState.CHECKED:
        raise ValidationError(f"该导入{row.get_state_display()}，不能确认。")
    if row.report.get("needs_basis"):
        required({"basis": basis}, basis="依据的文件名称和文号")
        if on is None:
            raise ValidationError({"on": "请填写更名和调整隶属的日期。"})
        if on > timezone.localdate():
            raise ValidationError({"on": "日期不能晚于今天。"})
    row.state, row.on, row.basis = ImportState.APPLYING, on, basis.strip()
    row.actor = {one.name: getattr(by, one.name) for one in fields(Actor)}
    row.started_at, row.ended_at, row.message = timezone.now(), None, ""
    row.save()
    transaction.on_commit(partial(_enqueue, "apply_import_task", row.pk))
    return row


def apply_import(key: int) -> None:
    """Does a confirmed import: all of it or nothing. Safe to run twice; says on the import what went wrong."""
    try:
        with transaction.atomic():
            row = AgencyImport.objects.select_for_update().filter(pk=key, state=ImportState.APPLYING).first()
            if row is None:
                return
            hold_tree()
            plan = plan_import(bytes(row.content))
            if plan.hash != row.plan_hash:
                _check(row, _CHANGED)
                return
            by = Actor(**row.actor)
            apply_regions(plan.regions, by)
            apply_agencies(plan.agencies, by, row.on, row.basis)
            row.state, row.content, row.ended_at = ImportState.DONE, b"", timezone.now()
            row.save()
            counts = {label: plan.counts[kind] for kind, label in _COUNTED.items()}
            record("agency.import.apply", by=by, on=_on(row), after={**counts, "摘要": row.digest})
            made_public()
    except ValidationError as error:
        _leave(key, ImportState.APPLYING, state=ImportState.CHECKED, message=f"没有导入任何一行：{_told(error)}"[:500])
    except Exception:
        _leave(
            key,
            ImportState.APPLYING,
            state=ImportState.FAILED,
            message="导入时出错，没有导入任何一行；请把文件交给技术支持。",
        )
        raise


_COUNTED = {"create": "新增", "change": "修改", "unchanged": "没有变化", "refused": "没有导入"}


_SETTLED = (ImportState.APPLYING, ImportState.DONE, ImportState.DISCARDED)


@transaction.atomic
def discard_import(row: AgencyImport, *, by: Actor) -> AgencyImport:
    """Gives an import up that has not been done; its bytes go. Raises ValidationError while it is being done."""
    row = AgencyImport.objects.select_for_update().get(pk=row.pk)
    if row.state in _SETTLED:
        raise ValidationError(f"该导入{row.get_state_display()}，不能放弃。")
    return _discard(row, by)


def _discard(row: AgencyImport, by: Actor) -> AgencyImport:
    row.state, row.content, row.ended_at = ImportState.DISCARDED, b"", timezone.now()
    row.save(update_fields=["state", "content", "ended_at"])
    record("agency.import.discard", by=by, on=_on(row))
    return row


_OPEN = tuple(state for state in ImportState if state not in _SETTLED)


def discard_stale_imports(*, by: Actor) -> int:
    """Gives up what nobody confirmed for 30 days; gives how many. For the daily jobs.

    What somebody confirms or discards in that instant is theirs: each is looked at again under a lock.
    """
    stale = AgencyImport.objects.filter(state__in=_OPEN, created_at__lt=timezone.now() - KEPT)
    count = 0
    for key in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            row = AgencyImport.objects.select_for_update().filter(pk=key, state__in=_OPEN).first()
            if row is not None:
                _discard(row, by)
                count += 1
    return count
