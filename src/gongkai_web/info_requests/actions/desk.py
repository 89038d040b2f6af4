"""The desk of an agency: who must approve, numbers, fees, channels, what the law leaves open."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.law.events import CHANNELS
from gongkai.law.settings import Settings
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.models import Desk
from gongkai_web.organisations.models import Agency

__all__ = ["ALWAYS_OPEN", "CLOCKED", "change_desk", "checked_law"]

ALWAYS_OPEN = ("in_person", "post")
"""Nobody may be turned away from the counter or the post (art. 29)."""
_LIMITS = {"correction_period": (1, 60), "confirm_within": (1, 5)}
_LATEST = {"report": (1, 31), "government_report": (3, 31)}
"""Art. 49: the days by which reports are out; a local rule may set earlier ones."""
CLOCKED = frozenset({
    "correction_period", "extension_once", "suspend_from_next_day", "fee_restarts_limit", "restart_keeps_extension",
    "reasons_restart_limit", "consultation_ends_at_limit",
})  # fmt: skip
"""Settings that move due days."""
_FIELDS = (
    "letter_prefix", "needs_secrecy", "needs_legal", "needs_disclosure", "charges_fees", "how_to_pay", "issues_receipt",
    "monthly_excess", "review_months",
)  # fmt: skip


def checked_law(law: dict[str, Any]) -> dict[str, Any]:
    """What differs from the defaults. Raises ValidationError by field for what the law does not leave open."""
    known, wrong = asdict(Settings()), {}
    given = {key: value for key, value in law.items() if key in known}
    for name, (least, most) in _LIMITS.items():
        if not least <= given.get(name, known[name]) <= most:
            wrong[name] = f"应当是{least}至{most}个工作日。"
    for head, latest in _LATEST.items():
        month, day = (given.get(f"{head}_by_{part}", known[f"{head}_by_{part}"]) for part in ("month", "day"))
        if not (1 <= month <= 12 and 1 <= day <= 31) or (month, day) > latest:
            wrong[f"{head}_by_day"] = f"不能晚于{latest[0]}月{latest[1]}日（条例第四十九条）。"
    if wrong:
        raise ValidationError(wrong)
    return {key: value for key, value in given.items() if value != known[key]}


@transaction.atomic
def change_desk(agency: Agency, *, values: dict[str, Any], channels: list[str], law: dict[str, Any], by: Actor) -> Desk:
    """Keeps the settings; where one that counts days has changed, open requests are worked out again.

    ``channels`` are those that are open; counter and post stay open whatever is said. Raises ValidationError.
    """
    row = Desk.objects.select_for_update().filter(agency=agency).first() or Desk(agency=agency)
    before, law_before = _told(row), dict(row.law)
    for name in _FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if row.charges_fees and not row.how_to_pay.strip():
        raise ValidationError({"how_to_pay": "收取信息处理费的，应当写明缴费方式。"})
    opened = [key for key in CHANNELS if key in channels or key in ALWAYS_OPEN]
    row.channels = [] if len(opened) == len(CHANNELS) else opened
    row.law, row.changed_at = checked_law(law), timezone.now()
    row.full_clean(validate_unique=False)
    after = _told(row)
    if before == after and row.pk:
        return row
    row.save()
    changed = {key for key in after if before.get(key) != after[key]}
    told = ({key: before.get(key) for key in changed}, {key: after[key] for key in changed})
    record("desk.change", by=by, on=("agency", agency.pk, agency.name), before=told[0], after=told[1])
    if any(law_before.get(name) != row.law.get(name) for name in CLOCKED):
        transaction.on_commit(partial(_rederive, agency.pk))
    return row


def _told(row: Desk) -> dict[str, Any]:
    found = {str(Desk._meta.get_field(name).verbose_name): getattr(row, name) for name in _FIELDS}
    open_ones = row.channels or list(CHANNELS)
    return {**found, "接收渠道": "、".join(CHANNELS[one].label for one in open_ones), "期限的选择": dict(row.law)}


def _rederive(agency: int) -> None:
    from gongkai_web.info_requests.tasks import rederive_desk_task

    rederive_desk_task.enqueue(agency)
