"""The values of the replies, L10 to L19: the decision of the round in the words of its ending."""

from __future__ import annotations

from typing import Any

from gongkai.law.outcomes import exemption, outcome
from gongkai_web.info_requests.letters.sentences import cited, decision_text
from gongkai_web.info_requests.letters.values.facts import Facts, day
from gongkai_web.info_requests.models import Decision

__all__ = ["LAPSED", "REPLIES"]

LAPSED = {"correction_lapsed": "D15", "fee_lapsed": "D16"}


def _decided(facts: Facts, chosen: str) -> dict[str, Any]:
    """Title, decision and remedy of an ending."""
    decision, ending = facts.decision, outcome(chosen)
    ids = ending.clauses
    if chosen == "D3" and decision.ground:
        ids = (*ids, exemption(decision.ground).clause)
    law = cited(ids)
    if decision.basis and chosen not in ("D5", "D14"):
        law += f"，以及{decision.basis.rstrip('。')}"
    text = decision_text(chosen)
    said = text.said(law, decision.ground if chosen == "D3" else ending.ground or "", decision.ground_detail)
    if chosen == "D14" and decision.basis:
        said = f"{said[:-1]}（依据：{decision.basis.rstrip('。')}）。"
    ground = decision.ground if chosen == "D3" else ""
    return {"文书标题": text.title, "决定": said, "救济途径": facts.remedy(chosen, ground).text}


def _joined(*parts: str) -> str:
    """Sentences one after the other."""
    told = [part.strip().rstrip("。") for part in parts if part.strip()]
    return "。".join(told)


def _reply(facts: Facts) -> dict[str, Any]:
    decision = facts.decision
    if not decision.outcome:
        return {}
    found = _decided(facts, decision.outcome) | {
        "查明的情况": decision.facts,
        "理由": decision.reasons,
        "提供的内容": decision.provides,
        "不予公开的内容": decision.withholds,
        "附件": _enclosed(facts, decision),
    }
    special = _OF.get(decision.outcome)
    return found | (special(decision) if special else _refusal(decision) if decision.outcome.startswith("D4") else {})


def _enclosed(facts: Facts, decision: Decision) -> str:
    titles = [one.title for one in facts.case.papers.filter(pk__in=decision.gives or ()).order_by("id")]
    if len(titles) < 2:
        return "".join(titles)
    return "\n".join(f"{number}．{title}" for number, title in enumerate(titles, 1))


def _refusal(decision: Decision) -> dict[str, Any]:
    what = decision.withholds.strip().rstrip("。")
    reason = _joined(f"不予公开的内容是：{what}" if what else "", decision.reasons)
    return {"理由": reason}


def _searched(decision: Decision) -> dict[str, Any]:
    return {"检索的情况": _joined(decision.facts, decision.reasons)}


def _elsewhere(decision: Decision) -> dict[str, Any]:
    who = decision.competent.strip().rstrip("。")
    told = f"负责公开该政府信息的机关：{who}" if who else ""
    return {"查明的情况": _joined(decision.facts, decision.reasons), "负责公开的机关": told}


def _looked_up(decision: Decision) -> dict[str, Any]:
    special = _joined(decision.facts, f"{decision.basis.strip().rstrip('。')}对所申请信息的查询有特别规定")
    organ = decision.competent.strip().rstrip("。")
    where = _joined(f"请向{organ}申请查询" if organ else "", decision.channel)
    return {"特别规定": special if decision.basis else "", "查询的机关": where}


def _unclear(decision: Decision) -> dict[str, Any]:
    return {"仍不明确之处": _joined(decision.facts, decision.reasons)}


def _unprocessed(decision: Decision) -> dict[str, Any]:
    earlier = decision.earlier_reply.strip().rstrip("。")
    before = f"本机关此前的答复：{earlier}" if earlier else ""
    return {"查明的情况": _joined(decision.facts, decision.reasons, before), "正确的渠道": decision.channel}


_OF = {
    "D5": _looked_up,
    "D6": _searched,
    "D7": _elsewhere,
    "D9": _unclear,
    **dict.fromkeys(("D10", "D11", "D12", "D13", "D14"), _unprocessed),
}


def _lapsed(facts: Facts) -> dict[str, Any]:
    step = facts.last(*LAPSED)
    if step is None:
        return {}
    by = facts.clock(before=step).waiting
    ended = f"于{day(by.by)}届满" if by is not None and by.by is not None else "已经届满"
    if step.event == "correction_lapsed":
        asked = facts.last("clarification_asked")
        notice = f"本机关于{day(asked.on if asked else None)}发出补正告知书，补正期限{ended}"
        told = f"{notice}，{facts.you}没有补正，也没有说明正当理由"
    else:
        fee = facts.last("fee_notified")
        got = (fee.data.get("delivered_on") or "") if fee else ""
        received = f"，{facts.you}于{_iso(got)}收到" if got else ""
        notice = f"本机关于{day(fee.on if fee else None)}发出信息处理费收费通知书{received}，缴纳期限{ended}"
        told = f"{notice}，{facts.you}没有缴纳"
    return _decided(facts, LAPSED[step.event]) | {"通知和届满的日期": told}


def _iso(text: str) -> str:
    year, month, number = text.split("-")
    return f"{year}年{int(month)}月{int(number)}日"


REPLIES = {f"L{number}": _reply for number in range(10, 19)} | {"L19": _lapsed}
"""Letter → its values beside those that all letters have."""
