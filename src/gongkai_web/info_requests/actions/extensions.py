"""Extensions in two hands: the handler proposes, the head of the disclosure office approves or returns (art. 33).

A proposal is no step: it moves neither the state nor the clock. The step is the head's, taken once when he approves.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.law import procedure
from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import RIGHTS, Right
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.actions import record
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.access import HEAD
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.letters import prepare
from gongkai_web.info_requests.actions.permitted import permit, required
from gongkai_web.info_requests.actions.proposed import discard_notice, tell_proposer
from gongkai_web.info_requests.actions.steps import on_request, take
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.models import Desk, ExtensionProposal, InfoRequest, Step
from gongkai_web.info_requests.queries.absences import absent_heads
from gongkai_web.info_requests.queries.extending import EXTENDED_IN, extension, own_hand
from gongkai_web.notify.actions import tell

__all__ = ["HEAD", "PROPOSERS", "approve", "not_own", "propose", "send_back", "withdraw"]

PROPOSERS = frozenset({"handler", "disclosure_office"})


def propose(
    row: InfoRequest, *, days: int, reason: str, by: Actor, roles: Collection[str], token: str = ""
) -> ExtensionProposal:
    """Proposes an extension of a locked request, with the draft of its notice; the heads are told.

    Raises ValidationError where one waits already, where the head would propose to himself, and where the law allows
    no extension.
    """
    permit(row, "建议延长答复期限", roles=roles, who=PROPOSERS, states=EXTENDED_IN)
    if set(roles) & HEAD and not row.practice:
        raise ValidationError("您是公开工作机构负责人，请直接办理“延长答复期限”。", code="head")
    if _pending(row) is not None:
        raise ValidationError("已有延期建议等待负责人批准。", code="pending")
    required({"reason": reason}, {"reason": "延期的理由"})
    heads = _heads(row)
    if not heads and not row.practice:
        raise ValidationError("本机关没有公开工作机构负责人的账号，请先由管理员指定负责人。", code="no_head")
    _allowed(row, days, timezone.localdate())
    made = ExtensionProposal(
        request=row, round=row.round, days=days, reason=reason.strip(), proposed_on=timezone.localdate(),
        proposed_by=User.objects.called(by.account), proposed_by_name=by.name,
    )  # fmt: skip
    made.full_clean(exclude=["request"], validate_unique=False, validate_constraints=False)
    made.save()
    for code in procedure.step(row.state, "extended").letters:
        made.letter = prepare(row, code, by=by)
    made.save(update_fields=["letter"])
    touch_case(row, token=token)
    record("request.extension_propose", by=by, on=on_request(row), after={"工作日数": days})
    for person in heads.values():
        values = {"number": row.number, "agency": row.agency.name, "name": by.name, "due": _said(row.due_on)}
        tell(person, "request.extension_proposed", values, by=by, reference=("request", row.number))
    return made


def approve(
    row: InfoRequest, *, on: date, by: Actor, roles: Collection[str], note: str = "", token: str = ""
) -> Step:  # fmt: skip
    """Approves the pending proposal of a locked request: the step is taken. Raises ValidationError."""
    pending = _waiting(row)
    permit(row, "批准延期建议", roles=roles, who=HEAD)
    not_own(row, by, pending, on=on)
    if on < pending.proposed_on:
        raise ValidationError({"on": f"不能早于建议之日（{pending.proposed_on.isoformat()}）。"})
    _allowed(row, pending.days, on)
    pending.state, pending.decided_on, pending.decided_by_name = ExtensionProposal.APPROVED, on, by.name
    pending.save()  # decided before the step, which drops what is still pending
    data = {
        "days": pending.days,
        "reason": pending.reason,
        "approved_by": by.name,
        "proposed_by": pending.proposed_by_name,
    }
    step = take(row, "extended", on=on, roles=roles, by=by, data=data, note=note, token=token)
    pending.step = step
    pending.save(update_fields=["step"])
    if pending.letter is not None and not pending.letter.is_issued:
        pending.letter.step = step
        pending.letter.save(update_fields=["step"])
        prepare(row, pending.letter.code, step=step, by=by)
    record("request.extension_approve", by=by, on=on_request(row), after={"工作日数": pending.days})
    tell_proposer(row, pending, "request.extension_approved", by=by)
    return step


def send_back(
    row: InfoRequest, *, reason: str, by: Actor, roles: Collection[str], token: str = ""
) -> ExtensionProposal:  # fmt: skip
    """Returns the pending proposal of a locked request with a reason; another may follow. Raises ValidationError."""
    pending = _waiting(row)
    permit(row, "退回延期建议", roles=roles, who=HEAD)
    not_own(row, by, pending)
    required({"reason": reason}, {"reason": "退回的原因"})
    pending.state, pending.answer = ExtensionProposal.RETURNED, reason.strip()
    pending.decided_on, pending.decided_by_name = timezone.localdate(), by.name
    pending.full_clean(exclude=["request"], validate_unique=False, validate_constraints=False)
    pending.save()
    touch_case(row, token=token)
    record("request.extension_return", by=by, on=on_request(row), after={"原因": pending.answer})
    tell_proposer(row, pending, "request.extension_returned", by=by)
    return pending


def withdraw(row: InfoRequest, *, by: Actor, roles: Collection[str], token: str = "") -> ExtensionProposal:
    """Takes the pending proposal of a locked request back, before it is decided. Raises ValidationError."""
    pending = _waiting(row)
    permit(row, "撤回延期建议", roles=roles, who=PROPOSERS)
    pending.state, pending.decided_on, pending.decided_by_name = (
        ExtensionProposal.WITHDRAWN,
        timezone.localdate(),
        by.name,
    )
    discard_notice(pending, row, by=by)
    pending.save()
    touch_case(row, token=token)
    record("request.extension_withdraw", by=by, on=on_request(row))
    return pending


def not_own(
    row: InfoRequest, by: Actor, pending: ExtensionProposal | None = None, *, on: date | None = None
) -> None:  # fmt: skip
    """Holds a deputy of the head to the two hands and to the days of the leave.

    Raises ValidationError where he proposed it or handles the request, and for a day on which he was no deputy. The
    head himself answers for his own office, and extends what he handles without anybody's proposal.
    """
    if not by.stands_in_for:
        return
    person = User.objects.called(by.account)
    told = own_hand(row, person.pk if person else None, pending)
    if told:
        raise ValidationError(told, code="own")
    if on is not None and not absent_heads(on, row.agency_id).filter(deputy=person).exists():
        raise ValidationError({"on": "这天不在代理期间，不能代负责人同意；请填代理期间的日期。"})


def _pending(row: InfoRequest) -> ExtensionProposal | None:
    return row.extension_proposals.filter(state=ExtensionProposal.OPEN).first()


def _waiting(row: InfoRequest) -> ExtensionProposal:
    pending = _pending(row)
    if pending is None:
        raise ValidationError("没有等待批准的延期建议。", code="none")
    return pending


def _allowed(row: InfoRequest, days: int, on: date) -> None:
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    steps = list(row.steps.order_by("number"))
    found = extension(row, steps, calendar=longer(calendar()), settings=desk.settings, on=on, days=days)
    if found.against:
        raise ValidationError(list(found.against), code="law")


def _heads(row: InfoRequest) -> dict[int, User]:
    """The heads of the agency's disclosure office, and who acts for those that are away."""
    found = User.objects.active().filter(
        memberships__role=Role.DISCLOSURE_OFFICE_HEAD, memberships__agency=row.agency_id,
        memberships__ended_at__isnull=True,
    ).distinct()  # fmt: skip
    heads = {person.pk: person for person in found}
    deputies = User.objects.active().filter(
        deputised__in=absent_heads(timezone.localdate(), row.agency_id).order_by(),
        memberships__agency=row.agency_id, memberships__ended_at__isnull=True,
        memberships__role__in=RIGHTS[Right.SEE_REQUESTS],
    ).distinct()  # fmt: skip
    return heads | {person.pk: person for person in deputies} if not row.practice else {}


def _said(due: date | None) -> str:
    return due.isoformat() if due else "未定"
