"""Corrections of one's own record (art. 41), suggestions to disclose (art. 44), complaints (arts 47, 51)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.rights import Right
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.numbers import take_number
from gongkai_web.info_requests.arrivals import tell_matter, tell_matter_answered
from gongkai_web.info_requests.codes import hash_of_code, new_code
from gongkai_web.info_requests.kinds import MatterChannel, MatterKind
from gongkai_web.info_requests.models import InfoRequest, Matter
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope

__all__ = [
    "DECISIONS",
    "FIRST",
    "Opened",
    "answer_matter",
    "forget_codes",
    "handles_complaints",
    "open_matter",
    "reveal_contact",
    "shown_code",
]

CODE_SHOWN = timedelta(hours=2)
FIRST = date(2008, 5, 1)
"""When the Regulation came into force: nothing can have been asked by it before."""
DECISIONS: dict[str, tuple[str, ...]] = {
    MatterKind.CORRECTION: ("予以更正", "部分更正", "不予更正", "转送有权更正的机关", "告知向有权更正的机关提出"),
    MatterKind.SUGGESTION: ("纳入主动公开", "部分纳入主动公开", "不纳入主动公开"),
    MatterKind.COMPLAINT: ("情况属实，已经改正", "部分属实，已经改正", "情况不属实", "转送有权处理的机关"),
}
"""What may come of each kind. Art. 41: who cannot correct transfers, or tells where to turn."""
_TRANSFERS = frozenset({"转送有权更正的机关", "转送有权处理的机关"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A matter with its query code; "" where that may no longer be shown."""

    matter: Matter
    code: str


def handles_complaints(agency: Agency) -> Agency:
    """Who handles a complaint about an agency: its superior (arts 47, 51), itself where there is none on the site."""
    above = agency.superior
    return above if above is not None and above.state == "active" else agency


def shown_code(matter: Matter) -> str:
    """The query code as long as the receipt may show it."""
    return matter.shown_code if matter.created_at > timezone.now() - CODE_SHOWN else ""


@transaction.atomic
def open_matter(  # noqa: PLR0913 - what came, how, and on which day
    agency: Agency,
    kind: str,
    fields: dict[str, Any],
    *,
    by: Actor,
    request: InfoRequest | None = None,
    token: str,
    channel: str = MatterChannel.WEB,
    received_on: date | None = None,
) -> Opened:
    """Takes one in. ``agency`` is the one it is about; a complaint goes to the agency above it.

    ``fields``: name, contact, title, text, evidence. What an officer enters has its ``channel`` and the day on which it
    came, by default today; its number is of the year in which it is entered, for the numbers have no gaps. The same
    token twice is one matter. Raises ValidationError.
    """
    before = Matter.objects.select_related("agency").filter(token=token).first()
    if before is not None:
        return Opened(before, shown_code(before))
    if agency.state != "active":
        raise ValidationError({"agency": f"“{agency}”{agency.get_state_display()}，请向承继其职权的机关提出。"})
    code, today = new_code(), timezone.localdate()
    handler = handles_complaints(agency) if kind == MatterKind.COMPLAINT else agency
    row = Matter(
        agency=handler, about=agency, kind=kind, request=request, token=token, query_code=hash_of_code(code),
        shown_code=code, channel=channel, received_on=received_on or today,
        entered_by_name=by.name if channel != MatterChannel.WEB else "", **fields,
    )  # fmt: skip
    _credible(row.received_on, today)
    if kind == MatterKind.CORRECTION and not row.evidence.strip():
        raise ValidationError({"evidence": "请写明证明信息记录不准确的证据（条例第四十一条）。"})
    row.full_clean(exclude=["number"], validate_unique=False, validate_constraints=False)
    row.number = f"{handler.code}-{today.year}-M{take_number(handler, 'matter', today.year):04d}"
    row.save()
    record(
        "matter.open", by=by, on=("matter", row.number, row.number),
        after={
            "类别": row.get_kind_display(), "所涉机关": agency.name, "提出方式": row.get_channel_display(),
            "收到日期": row.received_on.isoformat(),
        },
    )  # fmt: skip
    tell_matter(row, by=by)
    return Opened(row, code)


def _credible(received_on: date, today: date) -> None:
    if received_on > today:
        raise ValidationError({"received_on": "收到日期不能晚于今天。"})
    if received_on < FIRST:
        raise ValidationError({"received_on": "政府信息公开条例自2008年5月1日起施行，日期不能更早。"})


@transaction.atomic
def answer_matter(row: Matter, *, decision: str, reply: str, by: Actor, received_on: date | None = None) -> Matter:
    """Answers it, or corrects the answer; of what an officer entered also the day on which it came.

    Raises ValidationError.
    """
    row = Matter.objects.select_for_update(of=("self",)).select_related("agency").get(pk=row.pk)
    if decision not in DECISIONS[row.kind]:
        raise ValidationError({"decision": "请选择处理结果。"})
    if not reply.strip():
        raise ValidationError({"reply": "请写明答复：作出的处理、理由和依据。"})
    before = {"处理结果": row.decision} if row.decision else {}
    after = {"处理结果": decision}
    if received_on not in (None, row.received_on):
        if row.channel == MatterChannel.WEB:
            raise ValidationError({"received_on": "网上提交的，收到日期由系统记录，不能更改。"})
        _credible(received_on, timezone.localdate())
        before["收到日期"], after["收到日期"] = row.received_on.isoformat(), received_on.isoformat()
        row.received_on = received_on
    row.decision, row.reply = decision, reply.strip()
    row.state = "transferred" if decision in _TRANSFERS else "answered"
    row.answered_on, row.answered_by_name = timezone.localdate(), by.name
    row.full_clean(validate_constraints=False)
    row.save()
    record("matter.answer", by=by, on=("matter", row.number, row.number), before=before, after=after)
    tell_matter_answered(row, by=by)
    return row


def reveal_contact(row: Matter, *, by: Actor, scope: Scope) -> tuple[str, str]:
    """Name and contact in plain, and the event that says who looked. Raises PermissionDenied without the right."""
    if not scope.may(Right.UNMASK, row.agency_id):
        raise PermissionDenied
    record("matter.unmask", by=by, on=("matter", row.number, row.number), after={"字段": "姓名、联系方式"})
    return row.name, row.contact


def forget_codes(now: datetime) -> int:
    """Empties the codes that receipts no longer show; says how many rows were looked at."""
    over = now - CODE_SHOWN
    return Matter.objects.filter(created_at__lt=over, created_at__gt=over - timedelta(days=7)).update(shown_code="")
