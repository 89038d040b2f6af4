"""Delivery: the reply to the applicant by the route he chose, and of every other letter, with what proves it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from gongkai.law.outcomes import outcome
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions import fees, parties
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.decisions import hold_against_file, sign, write_draft
from gongkai_web.info_requests.actions.letters import issue, prepare
from gongkai_web.info_requests.actions.permitted import OFFICE, WORKERS, check_day, permit
from gongkai_web.info_requests.actions.steps import on_request, take
from gongkai_web.info_requests.actions.withheld import enter
from gongkai_web.info_requests.kinds import OpinionKind, PartyKind, Route
from gongkai_web.info_requests.models import Decision, Desk, InfoRequest, Letter, Paper, Step
from gongkai_web.info_requests.queries.on_file import folder_of, opinions_wanted

__all__ = ["PROOFS", "letter_delivered", "reply", "reply_at_once"]

PROOFS: dict[str, str] = {
    Route.POST: "邮件号码",
    Route.PICK_UP: "签收记录",
    Route.EMAIL: "发送记录",
    Route.ONLINE: "",
    Route.ON_THE_SPOT: "签收记录",
    Route.FAX: "传真回执",
}
"""Route → what proves a delivery by it; "" where the system itself does."""
_SIGNED_FOR = frozenset({Route.PICK_UP, Route.ON_THE_SPOT})
_BY_SYSTEM = "系统记录：登录查询即可获取"


def _checked(route: str, proof: str) -> str:
    if route not in Route.values:
        raise ValidationError({"route": "请选择送达方式。"})
    if PROOFS[route] and not proof.strip():
        raise ValidationError({"proof": f"请填写{PROOFS[route]}，作为送达的凭证。"})
    return proof.strip() or _BY_SYSTEM


def reply(  # noqa: PLR0913 - when, how, and what proves it
    row: InfoRequest,
    *,
    on: date,
    route: str,
    proof: str = "",
    by: Actor,
    roles: Collection[str],
    note: str = "",
    token: str = "",
) -> Decision:  # fmt: skip
    """Serves the signed reply. ``on`` is the day it was posted, signed for or sent: the day of the reply.

    The letter and what is given are the applicant's from then on. ``row`` is locked. Raises ValidationError.
    """
    if row.state != "signed":
        take(row, "replied", on=on, roles=roles, by=by)  # refused by the table, with its clause
    decision = row.decisions.filter(round=row.round).first()
    if decision is None or decision.signed_on is None:
        raise ValidationError("没有签发的答复。")
    check_day("on", on, since=decision.signed_on, what="签发之日")
    _all_told(row, decision)
    proof = _checked(route, proof)
    signed = row.steps.filter(event="approved", round=row.round, struck_at=None).order_by("number").last()
    letter = _letter_of(row, decision, step=signed, on=on, by=by)
    data = {"outcome": decision.outcome, "route": route, **_day_by(route, on)}
    take(row, "replied", on=on, roles=roles, by=by, data=data, note=note, token=token)
    _hand_over(row, decision, letter, on=on, route=route, proof=proof)
    return decision


def _letter_of(row: InfoRequest, decision: Decision, *, step: Step | None, on: date, by: Actor) -> Letter:
    """The reply's letter: as it was issued, or else issued now. Raises ValidationError naming what it still lacks."""
    code = outcome(decision.outcome).letter
    issued = row.letters.filter(round=row.round, code=code, party=None).exclude(issued_on=None).order_by("id").last()
    return issued or issue(prepare(row, code, step=step, by=by), on=on, row=row, by=by)


def _day_by(route: str, on: date) -> dict[str, str]:
    """How the law counts the day: by the post office's stamp, by the signature, or as it was sent."""
    if route == Route.POST:
        return {"posted_on": on.isoformat()}
    return {"signed_on": on.isoformat()} if route in _SIGNED_FOR else {}


def _all_told(row: InfoRequest, decision: Decision) -> None:
    if not outcome(decision.outcome).discloses:
        return
    overruled = row.parties.filter(round=row.round, kind=PartyKind.THIRD_PARTY, overridden=True, told_on=None).first()
    if overruled is not None:
        told = f"公开以前应当把决定公开的内容和理由书面告知第三方{overruled.name}（条例第三十二条）。"
        raise ValidationError(told, code="told")


def _hand_over(row: InfoRequest, decision: Decision, letter: Letter, *, on: date, route: str, proof: str) -> None:
    Paper.objects.filter(request=row, pk__in=decision.gives).update(given=True)
    letter.route, letter.sent_on, letter.proof = route, on, proof
    # What goes by post is received when it is signed for, and that is entered when it is known.
    letter.delivered_on = None if route == Route.POST else on
    letter.save(update_fields=["route", "sent_on", "proof", "delivered_on"])
    enter(row, decision, on=on)


def reply_at_once(  # noqa: PLR0913 - draft, decision and delivery in one
    row: InfoRequest,
    fields: Mapping[str, Any],
    *,
    on: date,
    route: str = Route.ON_THE_SPOT,
    proof: str = "",
    by: Actor,
    roles: Collection[str],
    note: str = "",
    token: str = "",
) -> Decision:
    """Replies on the spot (art. 33): the draft, its signature and its delivery in one, and nothing less on file.

    Where information that was not public is given or withheld, the opinions that the agency wants must be there.
    Raises ValidationError.
    """
    permit(row, "当场答复", roles=roles, who=OFFICE)
    decision = write_draft(row, fields, on=on, by=by)
    hold_against_file(row)
    if any(need.id == "review" for need in outcome(decision.outcome).needs):
        desk = Desk.objects.filter(agency=row.agency_id).first() or Desk()
        wanted = opinions_wanted(folder_of(row), desk, at_once=True)
        if wanted:
            names = "、".join(OpinionKind(kind).label for kind in wanted)
            raise ValidationError(f"本机关设置答复前须经{names}，还没有同意的意见。", code="opinions")
    _all_told(row, decision)
    proof = _checked(route, proof)
    sign(decision, on=on, by=by)
    data = {"outcome": decision.outcome, "route": route, **_day_by(route, on)}
    step = take(row, "replied_at_once", on=on, roles=roles, by=by, data=data, note=note, token=token)
    decision.refresh_from_db()
    letter = _letter_of(row, decision, step=step, on=on, by=by)
    _hand_over(row, decision, letter, on=on, route=route, proof=proof)
    return decision


def letter_delivered(  # noqa: PLR0913 - which letter, how, when, and what proves it
    row: InfoRequest,
    letter: Letter,
    *,
    route: str,
    sent_on: date,
    delivered_on: date | None = None,
    proof: str = "",
    by: Actor,
    roles: Collection[str],
) -> Letter:
    """How a letter was sent and when it was received, with the proof. ``row`` is locked. Raises ValidationError."""
    permit(row, "登记送达", roles=roles, who=WORKERS | {"registrar"})
    if letter.request_id != row.pk or letter.issued_on is None:
        raise ValidationError("文书还没有成文，不能登记送达。")
    proof = _checked(route, proof)
    check_day("sent_on", sent_on, since=letter.issued_on, what="成文之日")
    if delivered_on is not None:
        check_day("delivered_on", delivered_on, since=sent_on, what="送出之日")
    before = letter.delivered_on.isoformat() if letter.delivered_on else ""
    letter.route, letter.sent_on, letter.delivered_on, letter.proof = route, sent_on, delivered_on, proof
    letter.save(update_fields=["route", "sent_on", "delivered_on", "proof"])
    touch_case(row)
    if delivered_on is not None:
        _counts_from(row, letter, delivered_on, by=by, roles=roles)
    told = {"文书": letter.get_code_display(), "收到日期": delivered_on.isoformat() if delivered_on else ""}
    record("request.letter_delivered", by=by, on=on_request(row), before={"收到日期": before}, after=told)
    return letter


def _counts_from(row: InfoRequest, letter: Letter, on: date, *, by: Actor, roles: Collection[str]) -> None:
    """Days that run from the receipt of a letter: those to answer (arts 32, 34), those to pay."""
    party = letter.party
    if party is not None and party.asked_on and not party.opinion and letter.code in ("L05", "L08"):
        parties.delivered(row, party, on=on, by=by, roles=roles)
    if letter.code == "L09" and row.state == "fee_noticed":
        fees.delivered(row, on=on, by=by, roles=roles)
