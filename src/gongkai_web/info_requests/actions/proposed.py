"""Proposals to extend that no longer fit, because the case has moved on or its limit has run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.letters import discard_draft
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.models import Desk, ExtensionProposal, InfoRequest, Step
from gongkai_web.info_requests.queries.extending import extension
from gongkai_web.notify.actions import tell

__all__ = ["discard_notice", "drop_passed", "drop_unfit", "take_back_approval", "tell_proposer"]


def drop_unfit(row: InfoRequest, steps: Sequence[Step], *, by: Actor) -> ExtensionProposal | None:
    """Drops the pending proposal of a locked request where the law no longer allows what it proposes; tells why."""
    pending = row.extension_proposals.filter(state=ExtensionProposal.OPEN).first()
    if pending is None:
        return None
    if pending.round != row.round or not row.is_open:
        against: tuple[str, ...] = ("申请已经办结或者进入了新的一轮办理。",)
    else:
        desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
        today = timezone.localdate()
        against = extension(
            row, steps, calendar=longer(calendar()), settings=desk.settings, on=today, days=pending.days
        ).against
    if not against:
        return None
    pending.state, pending.decided_on = ExtensionProposal.DROPPED, timezone.localdate()
    pending.answer = "".join(against)[:500]
    discard_notice(pending, row, by=by)
    pending.save()
    on = ("request", row.number, row.number)
    record("request.extension_drop", by=by, on=on, after={"原因": pending.answer})
    tell_proposer(row, pending, "request.extension_dropped", by=by)
    return pending


def drop_passed(today: date, *, by: Actor) -> int:
    """Drops pending proposals of requests whose limit has run out meanwhile; how many."""
    pending = ExtensionProposal.objects.filter(state=ExtensionProposal.OPEN, request__due_on__lt=today)
    dropped = 0
    for key in list(pending.values_list("request", flat=True)):
        with transaction.atomic():
            row = InfoRequest.objects.select_for_update(of=("self",)).select_related("agency").get(pk=key)
            if drop_unfit(row, list(row.steps.order_by("number")), by=by) is not None:
                row.version += 1
                row.save(update_fields=["version"])
                dropped += 1
    return dropped


def take_back_approval(step: Step) -> None:
    """Notes on a proposal that the step by which it was approved has been struck out."""
    ExtensionProposal.objects.filter(step=step).update(
        state=ExtensionProposal.DROPPED, answer="批准后办理的“延长答复期限”一步已经撤销。"
    )


def discard_notice(proposal: ExtensionProposal, row: InfoRequest, *, by: Actor) -> None:
    """Takes away the draft of the notice, where there is one and it has not gone out."""
    letter, proposal.letter = proposal.letter, None
    if letter is not None and not letter.is_issued:
        proposal.save(update_fields=["letter"])
        discard_draft(letter, row=row, by=by)


def tell_proposer(row: InfoRequest, proposal: ExtensionProposal, message: str, *, by: Actor) -> None:
    """Tells whoever proposed it and whoever handles the case, but not him who has just acted himself."""
    if row.practice:
        return
    keys = {proposal.proposed_by_id, row.handler_id} - {None}
    for person in User.objects.active().filter(pk__in=keys):
        if person.get_username() != by.account:
            values = {"number": row.number, "agency": row.agency.name, "name": by.name}
            tell(person, message, values, by=by, reference=("request", row.number))
