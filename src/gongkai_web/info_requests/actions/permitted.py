"""Who may do what is no step of the procedure, and when: the same refusals as those of the table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.info_requests.models import InfoRequest

__all__ = ["AT_WORK", "OFFICE", "WORKERS", "check_day", "permit", "required"]

WORKERS = frozenset({"handler", "disclosure_office", "disclosure_office_head"})
OFFICE = frozenset({"disclosure_office", "disclosure_office_head"})
AT_WORK = frozenset({"registered", "corrected", "processing", "reasons_asked", "fee_noticed", "drafting", "approving"})
"""States in which things are put on file for the reply."""


def permit(
    row: InfoRequest,
    what: str,
    *,
    roles: Collection[str],
    who: Collection[str],
    states: Collection[str] | None = None,
) -> None:
    """Raises ValidationError where the state or the roles do not allow it."""
    if states is not None and row.state not in states:
        raise ValidationError(f"“{procedure.states()[row.state].label}”时不能{what}。", code="not_allowed")
    if not set(roles) & set(who):
        named = "、".join(label for role, label in procedure.roles().items() if role in who)
        raise ValidationError(f"{what}由{named}办理。", code="not_yours")


def check_day(field: str, day: date, *, since: date | None = None, what: str = "") -> None:
    """Raises ValidationError for a day that is still to come or lies before what it follows."""
    if day > timezone.localdate():
        raise ValidationError({field: "日期不能晚于今天。"})
    if since is not None and day < since:
        raise ValidationError({field: f"不能早于{what}（{since.isoformat()}）。"})


def required(values: dict[str, str], labels: dict[str, str]) -> None:
    """Raises ValidationError naming each field that was left empty."""
    empty = {name: f"请填写{labels[name]}。" for name in labels if not str(values.get(name, "")).strip()}
    if empty:
        raise ValidationError(empty)
