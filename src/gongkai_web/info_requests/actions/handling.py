"""Who handles a case: the person and the section."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.prepared import prepared
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.steps import on_request, take
from gongkai_web.info_requests.models import InfoRequest, Step
from gongkai_web.notify.actions import tell

__all__ = ["assign", "change_handler", "handler_names", "handlers_of"]


def handlers_of(agency_id: int) -> QuerySet[User]:
    """Who may handle cases of an agency: those who work at its desk."""
    return User.objects.filter(
        is_active=True, is_officer=True, memberships__agency=agency_id, memberships__ended_at__isnull=True,
        memberships__role__in=RIGHTS[Right.SEE_REQUESTS],
    ).distinct().order_by("name", "pk")  # fmt: skip


@prepared
def handler_names(agency_id: int) -> QuerySet[User]:
    """Id and name of each of them."""
    return handlers_of(agency_id).values_list("pk", "name")


def assign(  # noqa: PLR0913 - who gets it, and who gave it
    row: InfoRequest,
    *,
    handler: User | None,
    section: str,
    on: date,
    roles: Collection[str],
    by: Actor,
    note: str = "",
    token: str = "",
) -> Step:
    """Hands a locked request over to a section and a person. Raises ValidationError."""
    _set(row, handler, section)
    data = {"section": row.section, "handler": handler.name_in_log if handler else ""}
    step = take(row, "assigned", on=on, roles=roles, by=by, data=data, note=note, token=token)
    _tell(row, by)
    return step


def change_handler(row: InfoRequest, *, handler: User | None, section: str, by: Actor, token: str = "") -> None:
    """Gives a locked request into other hands; no step of the procedure. Raises ValidationError."""
    before = {"承办人": row.handler.name_in_log if row.handler else "", "承办科室": row.section}
    _set(row, handler, section)
    row.save(update_fields=["handler", "section"])
    touch_case(row, token=token)
    after = {"承办人": handler.name_in_log if handler else "", "承办科室": row.section}
    _tell(row, by)
    record("request.handler", by=by, on=on_request(row), before=before, after=after)


def _tell(row: InfoRequest, by: Actor) -> None:
    """Tells the handler, unless he has taken it himself."""
    if row.handler is None or row.handler.get_username() == by.account:
        return
    due = row.due_on.isoformat() if row.due_on else "尚未起算"
    values = {"number": row.number, "giver": by.name, "due": due}
    tell(row.handler, "request.assigned", values, by=by, reference=("request", row.number))


def _set(row: InfoRequest, handler: User | None, section: str) -> None:
    if handler is None and not section.strip():
        raise ValidationError({"handler": "请指定承办人或者承办科室。"})
    if handler is not None and not handlers_of(row.agency_id).filter(pk=handler.pk).exists():
        raise ValidationError({"handler": "承办人应当是本机关办理申请的人员。"})
    row.handler, row.section = handler, section.strip()[:60]
