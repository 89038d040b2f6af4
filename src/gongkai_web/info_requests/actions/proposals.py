"""Proposals to publish unasked what several have asked for, and the decision on them (art. 44)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.permitted import OFFICE, WORKERS, check_day, required
from gongkai_web.info_requests.models import InfoRequest, Proposal
from gongkai_web.organisations.models import Agency

__all__ = ["decide", "propose"]


@transaction.atomic
def propose(
    agency: Agency,
    *,
    title: str,
    reason: str,
    requests: Iterable[InfoRequest] = (),
    on: date,
    by: Actor,
    roles: Collection[str],
) -> Proposal:
    """Proposes that information become proactive disclosure. Raises ValidationError."""
    if not set(roles) & WORKERS:
        raise ValidationError("转为主动公开由承办科室或者公开工作机构建议。", code="not_yours")
    required({"title": title, "reason": reason}, {"title": "信息名称", "reason": "建议理由"})
    check_day("on", on)
    chosen = list(requests)
    if any(one.agency_id != agency.pk for one in chosen):
        raise ValidationError("只能引用向本机关提出的申请。")
    made = Proposal(agency=agency, title=title.strip(), reason=reason.strip(), proposed_on=on, proposed_by_name=by.name)
    made.full_clean()
    made.save()
    made.requests.set(chosen)
    record("proposal.make", by=by, on=("proposal", made.pk, f"建议{made.pk}"), after={"申请件数": len(chosen)})
    return made


@transaction.atomic
def decide(
    proposal: Proposal,
    *,
    adopted: bool,
    reason: str,
    published_at: str = "",
    on: date,
    by: Actor,
    roles: Collection[str],
) -> Proposal:
    """Decides a proposal once. Raises ValidationError."""
    if not set(roles) & (OFFICE | {"leader"}):
        raise ValidationError("是否纳入主动公开由公开工作机构或者分管领导决定。", code="not_yours")
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.state != Proposal.OPEN:
        raise ValidationError(f"已经决定“{row.get_state_display()}”。")
    required({"reason": reason}, {"reason": "决定的理由"})
    check_day("on", on, since=row.proposed_on, what="提出之日")
    if adopted and not published_at.strip():
        raise ValidationError({"published_at": "纳入主动公开的，请填写公开的栏目或者网址。"})
    row.state = Proposal.ADOPTED if adopted else Proposal.DECLINED
    row.decision, row.published_at = reason.strip(), published_at.strip()
    row.decided_on, row.decided_by_name = on, by.name
    row.full_clean()
    row.save()
    told = {"决定": row.get_state_display()}
    record("proposal.decide", by=by, on=("proposal", row.pk, f"建议{row.pk}"), after=told)
    return row
