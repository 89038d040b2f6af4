"""The same done to many requests: each in its own transaction, so that one that cannot be done stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.access import roles_at
from gongkai_web.info_requests.actions.archiving import archive
from gongkai_web.info_requests.actions.handling import assign, change_handler
from gongkai_web.info_requests.actions.steps import Repeated, lock, on_request
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.queries.absences import away
from gongkai_web.notify.actions import tell
from gongkai_web.organisations.scope import Scope

__all__ = ["MOST", "Done", "archive_many", "assign_many", "hand_over", "remind_many"]

MOST = 500
"""Requests at once."""
_TO_ASSIGN = frozenset({"registered", "corrected"})
_NOT_YOURS = "您在该机关没有办理此事的权限。"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one request: done, or why not."""

    request: InfoRequest
    done: bool
    told: str


def _each(rows: Iterable[InfoRequest], act: Callable[[InfoRequest], str], *, token: str = "") -> list[Done]:
    found: list[Done] = []
    for one in list(rows)[:MOST]:
        try:
            with transaction.atomic():
                found.append(Done(one, True, act(lock(one, version=None, token=token))))
        except Repeated:
            found.append(Done(one, False, "刚才已经办理，没有重复办理。"))
        except ValidationError as refused:
            found.append(Done(one, False, "".join(refused.messages)))
    return found


def _hold(scope: Scope, right: Right, row: InfoRequest) -> None:
    if not scope.may(right, row.agency_id):
        raise ValidationError(_NOT_YOURS)


def assign_many(  # noqa: PLR0913 - to whom, by whom
    rows: Iterable[InfoRequest],
    *,
    handler: User | None,
    section: str,
    on: date,
    scope: Scope,
    by: Actor,
    note: str = "",
    token: str = "",
) -> list[Done]:
    """Gives requests to a handler: those not yet in work by the step of the procedure, others into his hands."""

    def act(row: InfoRequest) -> str:
        _hold(scope, Right.ASSIGN_REQUESTS, row)
        if row.state in _TO_ASSIGN:
            roles = roles_at(scope, row.agency_id)
            assign(row, handler=handler, section=section, on=on, roles=roles, by=by, note=note, token=token)
            return "已交承办科室办理"
        if not row.is_open or row.state == "confirm_pending":
            raise ValidationError(f"“{row.get_state_display()}”时不能指定承办人。")
        if (row.handler, row.section) == (handler, section.strip()):
            raise ValidationError("承办人没有变化。")
        change_handler(row, handler=handler, section=section or row.section, by=by, token=token)
        return "已改派"

    return _each(rows, act, token=token)


def hand_over(
    rows: Iterable[InfoRequest], *, to: User, note: str, scope: Scope, by: Actor, token: str = ""
) -> list[Done]:
    """Moves open requests to another handler with a note; their sections stay. He is told once for all of them."""
    if not note.strip():
        raise ValidationError({"note": "请写明移交的原因和交代事项。"})

    def act(row: InfoRequest) -> str:
        _hold(scope, Right.ASSIGN_REQUESTS, row)
        if not row.is_open:
            raise ValidationError(f"“{row.get_state_display()}”的申请不再办理，不需要移交。")
        if row.handler_id == to.pk:
            raise ValidationError(f"已由{to.name}承办。")
        before = row.handler.name if row.handler else "（未指定）"
        change_handler(row, handler=to, section=row.section, by=by, token=token)
        record("request.handover", by=by, on=on_request(row), after={"承办人": to.name_in_log, "说明": note.strip()})
        return f"{before} → {to.name}"

    found = _each(rows, act, token=token)
    moved = [one for one in found if one.done and not one.request.practice]
    if moved:
        values = {"count": len(moved), "giver": by.name, "numbers": "、".join(one.request.number for one in moved[:20])}
        tell(to, "request.handed_over", values, by=by)
    return found


def remind_many(rows: Iterable[InfoRequest], *, today: date, scope: Scope, by: Actor) -> list[Done]:
    """Reminds the handlers of open requests; while one is away, his deputy."""
    rows = list(rows)
    absent = away({row.handler_id for row in rows if row.handler_id}, today)

    def act(row: InfoRequest) -> str:
        _hold(scope, Right.ASSIGN_REQUESTS, row)
        if not row.is_open:
            raise ValidationError(f"“{row.get_state_display()}”，不需要提醒。")
        if row.handler is None:
            raise ValidationError("没有指定承办人。")
        to = absent[row.handler_id].deputy if row.handler_id in absent else row.handler
        if row.practice:
            raise ValidationError("练习件不发送消息。")
        due = row.due_on.isoformat() if row.due_on else "未起算"
        tell(to, "request.reminded", {"number": row.number, "due": due}, by=by, reference=("request", row.number))
        record("request.remind", by=by, on=on_request(row), after={"提醒": to.name_in_log})
        return f"已提醒{to.name}"

    return _each(rows, act)


def archive_many(rows: Iterable[InfoRequest], *, on: date, scope: Scope, by: Actor, token: str = "") -> list[Done]:
    """Archives requests that are answered or closed."""

    def act(row: InfoRequest) -> str:
        archive(row, on=on, roles=roles_at(scope, row.agency_id), by=by, token=token)
        return "已归档"

    return _each(rows, act, token=token)
