"""Third parties, co-makers and other organs: asked, answering, silent, overruled and told (arts 32, 33, 34)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError

from gongkai.law.calendar import CalendarGap
from gongkai.law.deadlines.consulting import ASKED
from gongkai_web.audit.actions import record
from gongkai_web.calendars.queries import calendar
from gongkai_web.common.actor import Actor
from gongkai_web.info_requests.actions.case import touch_case
from gongkai_web.info_requests.actions.permitted import WORKERS, check_day, permit, required
from gongkai_web.info_requests.actions.steps import complete, on_request, take
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.kinds import PartyKind, PartyOpinion
from gongkai_web.info_requests.models import InfoRequest, Party

__all__ = ["Asked", "answer_by", "answered", "ask", "delivered", "lapsed", "override", "tell"]

_PERSONAL = {
    "applicant_name": "姓名或者名称", "identity_number": "证件号码", "phone": "联系电话", "email": "电子邮箱",
    "address": "通信地址", "agent_name": "代理人姓名", "agent_identity": "代理人证件号码", "agent_phone": "代理人电话",
    "contact_name": "联系人",
}  # fmt: skip
_OBJECTS = frozenset({PartyOpinion.OBJECTS, PartyOpinion.PARTLY, PartyOpinion.OTHER})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked about what."""

    name: str
    concerns: str
    contact: str = ""
    address: str = ""


def answer_by(kind: str, received_on: date) -> date | None:
    """The last day for an answer of one who received the letter that day; None where the law sets no limit."""
    limit = ASKED[f"{kind}_asked"][2]
    if limit is None:
        return None
    known = calendar()
    try:
        return known.add(received_on, limit)
    except CalendarGap:
        return longer(known).add(received_on, limit)


def ask(  # noqa: PLR0913 - who is asked, when, and by whom
    row: InfoRequest,
    kind: str,
    asked: Sequence[Asked],
    *,
    on: date,
    by: Actor,
    roles: Collection[str],
    note: str = "",
    token: str = "",
) -> list[Party]:
    """Asks several parties of a kind at once: a row and a step for each. ``row`` is locked.

    Raises ValidationError; what is wrong with the second of them is told as of ``name_2``, ``concerns_2`` and so on.
    Nothing that says who the applicant is may stand in what a party is told (art. 32).
    """
    if not asked:
        raise ValidationError("请至少填写一方。")
    most: int = settings.GONGKAI_PARTIES
    if len(asked) > most:
        raise ValidationError(f"一次最多征求{most}方的意见，其余的请再办理一次。")
    made: list[Party] = []
    first = row.parties.count() + 1
    for place, one in enumerate(asked):
        party = Party(
            request=row, round=row.round, kind=kind, key=str(first + place), name=one.name.strip(),
            contact=one.contact.strip(), address=one.address.strip(), concerns=one.concerns.strip(), asked_on=on,
        )  # fmt: skip
        try:
            required({"name": one.name, "concerns": one.concerns}, {"name": "名称或者姓名", "concerns": "涉及的内容"})
            _nothing_of_the_applicant(row, one)
            party.full_clean(exclude=["request"], validate_unique=False, validate_constraints=False)
        except ValidationError as refusal:
            told = {f"{name}_{place + 1}": errors for name, errors in refusal.error_dict.items()}
            raise ValidationError(told) from None
        party.save()
        take(
            row, f"{kind}_asked", on=on, roles=roles, by=by, data={"party": party.key}, note=note,
            token="" if place else token,
        )  # fmt: skip
        made.append(party)
    return made


def _nothing_of_the_applicant(row: InfoRequest, one: Asked) -> None:
    for field, label in _PERSONAL.items():
        value = str(getattr(row, field) or "").strip()
        if len(value) > 1 and value in one.concerns:
            raise ValidationError(
                {"concerns": f"征求意见时不得泄露申请人的信息：“涉及的内容”里有申请人的{label}，请删去。"},
                code="applicant",
            )


def delivered(row: InfoRequest, party: Party, *, on: date, by: Actor, roles: Collection[str]) -> Party:
    """The day on which a party received the letter: from it the fifteen working days run. Raises ValidationError."""
    permit(row, "登记送达", roles=roles, who=WORKERS | {"registrar"})
    asked_on = _of(row, party)
    if party.answered_on or party.opinion:
        raise ValidationError("该方已经答复或者逾期，不再更改收到的日期。")
    check_day("delivered_on", on, since=asked_on, what="发函之日")
    step = row.steps.filter(event=f"{party.kind}_asked", data__party=party.key, struck_at=None).get()
    before = party.delivered_on
    party.delivered_on, party.answer_by = on, answer_by(party.kind, on)
    party.save(update_fields=["delivered_on", "answer_by"])
    complete(row, step, {"delivered_on": on})
    party.letters.exclude(issued_on=None).filter(delivered_on=None).update(delivered_on=on)
    told: Mapping[str, str] = {"被征求意见方": str(party), "收到日期": on.isoformat()}
    was = {"收到日期": before.isoformat()} if before else None
    record("request.party_delivered", by=by, on=on_request(row), before=was, after=told)
    return party


def answered(  # noqa: PLR0913 - who answered what on which day
    row: InfoRequest,
    party: Party,
    *,
    on: date,
    opinion: str,
    answer: str,
    by: Actor,
    roles: Collection[str],
    note: str = "",
    token: str = "",
) -> Party:
    """The answer of a party; a late one is taken too, and the law says what it counts for. Raises ValidationError."""
    asked_on = _of(row, party)
    if party.answered_on:
        raise ValidationError("该方的答复已经登记。")
    if opinion not in PartyOpinion.values or opinion == PartyOpinion.SILENT:
        raise ValidationError({"opinion": "请选择该方的意见。"})
    if opinion != PartyOpinion.AGREES:
        required({"answer": answer}, {"answer": "该方的意见和理由"})
    check_day("on", on, since=asked_on, what="发函之日")
    take(row, f"{party.kind}_answered", on=on, roles=roles, by=by, data={"party": party.key}, note=note, token=token)
    party.answered_on, party.opinion, party.answer = on, opinion, answer.strip()
    party.full_clean(exclude=["request"], validate_unique=False, validate_constraints=False)
    party.save()
    return party


def lapsed(
    row: InfoRequest, party: Party, *, on: date, by: Actor, roles: Collection[str], note: str = "", token: str = ""
) -> Party:
    """A party let its time pass: the agency decides (art. 32), a co-maker agrees (art. 34). Raises ValidationError."""
    _of(row, party)
    if party.answered_on or party.opinion:
        raise ValidationError("该方已经答复或者已经登记逾期。")
    if party.kind == PartyKind.OPINION:
        raise ValidationError("条例没有规定其他机关答复的期限，不能视为逾期。")
    if party.delivered_on is None:
        raise ValidationError("还没有登记该方收到征求意见书的日期，15个工作日自收到之日起算。")
    by_day = answer_by(party.kind, party.delivered_on)
    assert by_day is not None
    if on <= by_day:
        got = party.delivered_on.isoformat()
        raise ValidationError({"on": f"该方{got}收到，提出意见的期限至{by_day.isoformat()}，还没有届满。"})
    take(row, f"{party.kind}_lapsed", on=on, roles=roles, by=by, data={"party": party.key}, note=note, token=token)
    party.opinion, party.answer_by = PartyOpinion.SILENT, by_day
    party.save(update_fields=["opinion", "answer_by"])
    return party


def override(row: InfoRequest, party: Party, *, reason: str, by: Actor, roles: Collection[str]) -> Party:
    """Decides to disclose against an objection: not to disclose would weigh heavily on the public interest (art. 32).

    Raises ValidationError.
    """
    permit(row, "决定不予采纳", roles=roles, who=WORKERS, states={"processing", "drafting"})
    if party.kind != PartyKind.THIRD_PARTY or party.opinion not in _OBJECTS:
        raise ValidationError("只有第三方不同意公开的，才需要决定是否采纳。")
    required({"reason": reason}, {"reason": "不予采纳的理由：不公开会怎样影响公共利益"})
    party.overridden, party.override_reason = True, reason.strip()
    party.full_clean(exclude=["request"], validate_unique=False, validate_constraints=False)
    party.save()
    touch_case(row)
    record("request.override", by=by, on=on_request(row), after={"被征求意见方": str(party)})
    return party


def tell(
    row: InfoRequest, party: Party, *, on: date, by: Actor, roles: Collection[str], note: str = "", token: str = ""
) -> Party:
    """Tells an overruled third party in writing what is disclosed, and why (art. 32). Raises ValidationError."""
    if not party.overridden:
        raise ValidationError("先写明不予采纳该第三方意见的理由，再告知。")
    if party.told_on:
        raise ValidationError("已经告知该第三方。")
    check_day("on", on, since=party.answered_on, what="第三方答复之日")
    take(row, "third_party_told", on=on, roles=roles, by=by, data={"party": party.key}, note=note, token=token)
    party.told_on = on
    party.save(update_fields=["told_on"])
    return party


def _of(row: InfoRequest, party: Party) -> date:
    """The day on which it was asked. Raises ValidationError for another case's party, or one not asked."""
    if party.request_id != row.pk or party.asked_on is None:
        raise ValidationError("没有征求该方的意见。")
    return party.asked_on
