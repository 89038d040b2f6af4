"""The reply of a round: drafted, changed, sent for approval, returned, signed (arts 17, 36, 37)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.law.fees import not_chargeable
from gongkai.law.outcomes import exemption, outcome
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.endings import remedy_rule
from gongkai_web.info_requests.actions.permitted import WORKERS, check_day, permit
from gongkai_web.info_requests.actions.reviewers import tell_reviewers
from gongkai_web.info_requests.actions.steps import on_request, take
from gongkai_web.info_requests.kinds import OpinionKind, PaperKind
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest
from gongkai_web.info_requests.queries.on_file import folder_of, opinions_wanted, problems
from gongkai_web.info_requests.replies import FIELDS, PARTIAL, asked_for, digest_of, draftable, ground_of, grounds

__all__ = ["GIVEN", "approve", "change", "draft", "hold_against_file", "send_back", "submit", "write_draft"]

GIVEN = frozenset({PaperKind.INFORMATION, PaperKind.REDACTED})
"""What an applicant can be given."""


def write_draft(row: InfoRequest, fields: Mapping[str, Any], *, on: date | None = None, by: Actor) -> Decision:
    """The draft of the present round with these words, of that day or of today.

    What its ending does not ask for is left out.
    Raises ValidationError for an ending that no draft can have, and for values that cannot be.
    """
    chosen = str(fields.get("outcome", ""))
    if chosen not in {one.id for one in draftable()}:
        raise ValidationError({"outcome": "请选择办理结果。"})
    decision = row.decisions.filter(round=row.round).first() or Decision(request=row, round=row.round)
    decision.outcome = chosen
    asked = {one.name for one in asked_for(chosen)}
    for name in FIELDS:
        value = fields.get(name) if name in asked else None
        if name == "gives":
            decision.gives = sorted(_papers(row, value or []))
        elif name == "earlier":
            decision.earlier = _earlier(row, value)
        else:
            setattr(decision, name, str(value or "").strip())
    _ground(decision)
    decision.digest = digest_of(decision)
    decision.drafted_on, decision.drafted_by_name = on or timezone.localdate(), by.name
    decision.updated_at = timezone.now()
    decision.full_clean(exclude=["request", "facts", "earlier"], validate_unique=False, validate_constraints=False)
    decision.save()
    return decision


def _papers(row: InfoRequest, chosen: Collection[Any]) -> set[int]:
    keys = {getattr(one, "pk", one) for one in chosen}
    found = set(row.papers.filter(pk__in=keys, kind__in=GIVEN).values_list("pk", flat=True))
    if keys - found:
        raise ValidationError({"gives": "只能提供案卷里的“所涉政府信息”或者“区分处理后的政府信息”。"})
    return found


def _earlier(row: InfoRequest, chosen: InfoRequest | None) -> InfoRequest | None:
    if chosen is None:
        return None
    same = chosen.applicant_name_index == row.applicant_name_index or (
        row.identity_number_index and chosen.identity_number_index == row.identity_number_index
    )
    if chosen.agency_id != row.agency_id or chosen.pk == row.pk or not same:
        raise ValidationError({"earlier": "此前的申请应当是同一申请人向本机关提出的。"})
    if chosen.outcome == "" or chosen.is_open:
        raise ValidationError({"earlier": f"{chosen.number}还没有答复，不能作为“此前的答复”。"})
    return chosen


def _ground(decision: Decision) -> None:
    known = dict(grounds())
    if decision.outcome != PARTIAL:
        decision.ground = outcome(decision.outcome).ground or ""
    elif decision.ground and decision.ground not in known:
        raise ValidationError({"ground": "请选择不予公开的情形。"})
    if decision.ground_detail and decision.ground:
        details = exemption(decision.ground).sub
        if details and decision.ground_detail not in details:
            raise ValidationError({"ground_detail": f"“{known[decision.ground]}”的具体事项是：{'、'.join(details)}。"})


def draft(
    row: InfoRequest,
    fields: Mapping[str, Any],
    *,
    on: date,
    by: Actor,
    roles: Collection[str],
    note: str = "",
    token: str = "",
) -> Decision:  # fmt: skip
    """Drafts the reply. ``row`` is locked. Raises ValidationError."""
    decision = write_draft(row, fields, on=on, by=by)
    take(row, "drafted", on=on, roles=roles, by=by, data={"outcome": decision.outcome}, note=note, token=token)
    tell_reviewers(row, decision, by=by)
    return decision


def change(row: InfoRequest, fields: Mapping[str, Any], *, by: Actor, roles: Collection[str]) -> Decision:
    """Changes the draft; opinions about the words it had are void from then on. Raises ValidationError."""
    permit(row, "修改答复草稿", roles=roles, who=WORKERS, states={"drafting"})
    before = row.decisions.filter(round=row.round).values_list("outcome", "digest").first()
    decision = write_draft(row, fields, by=by)
    touch_case(row)
    told = {"办理结果": outcome(decision.outcome).label}
    was = {"办理结果": outcome(before[0]).label} if before else None
    record("request.draft", by=by, on=on_request(row), before=was, after=told)
    if before is not None and before[1] != decision.digest and _given_before(row, before[1]):
        tell_reviewers(row, decision, by=by)
    return decision


def _given_before(row: InfoRequest, digest: str) -> bool:
    """Whether an opinion about the words that the draft had is void now."""
    return row.opinions.filter(round=row.round, draft_digest=digest).exists()


def hold_against_file(row: InfoRequest) -> Decision:
    """The draft, if everything that it needs is on file. Raises ValidationError naming each thing that is not."""
    folder = folder_of(row)
    lacking = problems(folder)
    if lacking:
        named = [ValidationError(f"缺少“{one.label}”：{one.why}。", code=one.id) for one in lacking]
        raise ValidationError(named)
    decision = folder.decision
    assert decision is not None
    for fee in folder.fees:
        why = not_chargeable(decision.outcome, fee.standard)  # type: ignore[arg-type]
        if why:
            raise ValidationError(f"{why}，此前已经按量通知收费。", code="fee")
    return decision


def submit(
    row: InfoRequest, *, on: date, by: Actor, roles: Collection[str], note: str = "", token: str = ""
) -> Decision:
    """Sends the draft for approval, once everything is on file. ``row`` is locked. Raises ValidationError."""
    if row.state != "drafting":
        take(row, "submitted", on=on, roles=roles, by=by)  # refused by the table, with its clause
    decision = hold_against_file(row)
    data = {"outcome": decision.outcome, "digest": decision.digest}
    take(row, "submitted", on=on, roles=roles, by=by, data=data, note=note, token=token)
    return decision


def send_back(row: InfoRequest, *, on: date, reason: str, by: Actor, roles: Collection[str], token: str = "") -> None:
    """Returns the draft with what is to be changed. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError({"note": "请写明退回的原因和修改的要求。"})
    take(row, "returned", on=on, roles=roles, by=by, note=reason.strip(), token=token)


def approve(
    row: InfoRequest, *, on: date, by: Actor, roles: Collection[str], note: str = "", token: str = ""
) -> Decision:
    """Signs the reply. Raises ValidationError as long as an opinion is missing that the agency wants, or on file."""
    if row.state != "approving":
        take(row, "approved", on=on, roles=roles, by=by)  # refused by the table, with its clause
    decision = hold_against_file(row)
    desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
    wanted = opinions_wanted(folder_of(row), desk)
    if wanted:
        names = "、".join(OpinionKind(kind).label for kind in wanted)
        raise ValidationError(f"本机关设置签发前须经{names}，还没有对现在的草稿出具同意的意见。", code="opinions")
    check_day("on", on, since=row.arrived_on, what="申请到达之日")
    sign(decision, on=on, by=by)
    data = {"outcome": decision.outcome, "digest": decision.digest}
    take(row, "approved", on=on, roles=roles, by=by, data=data, note=note, token=token)
    return decision


def sign(decision: Decision, *, on: date, by: Actor) -> None:
    """Writes who decided and when, and with it the remedy of that day."""
    decision.signed_on, decision.signed_by_name = on, by.name
    decision.remedy_rule = remedy_rule(decision.request, decision.outcome, ground_of(decision), on)
    decision.save(update_fields=["signed_on", "signed_by_name", "remedy_rule"])
