"""The values of what stands beside a request: corrections (L20), the sheet of art. 44 (L21), the file (L22)."""

from __future__ import annotations

from typing import Any

from gongkai_web.info_requests.letters.values.facts import Facts, day
from gongkai_web.info_requests.models import Proposal
from gongkai_web.info_requests.queries.folder import file_list

__all__ = ["SHEETS"]

_REG = "《中华人民共和国政府信息公开条例》第四十一条"
_DECIDED = {
    "予以更正": f"根据{_REG}的规定，本机关决定予以更正。",
    "部分更正": f"根据{_REG}的规定，本机关决定部分更正。",
    "不予更正": f"根据{_REG}的规定，本机关决定不予更正。",
    "转送有权更正的机关": f"所涉政府信息不属于本机关职能范围，根据{_REG}的规定，转送有权更正的行政机关处理。",
    "告知向有权更正的机关提出": f"所涉政府信息不属于本机关职能范围，根据{_REG}的规定，告知向有权更正的行政机关提出。",
}
_NAMED = 10
"""Applications whose numbers the sheet of art. 44 tells."""
_CONTESTABLE = frozenset({"部分更正", "不予更正"})


def _correction(facts: Facts) -> dict[str, Any]:
    matter = facts.matter
    if matter is None:
        return {}
    transferred = matter.decision == "转送有权更正的机关"
    return {
        "文书标题": "政府信息更正申请转送函" if transferred else "政府信息更正申请答复书",
        "更正的请求": matter.title,
        "决定": _DECIDED.get(matter.decision, ""),
        "理由": matter.reply,
        "救济途径": facts.remedy("D2").text if matter.decision in _CONTESTABLE else "",
    }


def _to_publish(facts: Facts) -> dict[str, Any]:
    if facts.proposal is not None:
        return _proposed(facts.proposal)
    source = facts.matter or facts.row
    return {
        "所涉信息": source.title if source is not None else "",
        "提出的情况": f"{day(facts.matter.received_on)}收到主动公开的建议" if facts.matter is not None else "",
        "纳入的决定": facts.matter.decision if facts.matter is not None else "",
    }


def _proposed(proposal: Proposal) -> dict[str, Any]:
    """What was proposed, from which applications, and what was decided."""
    numbers = list(proposal.requests.order_by("number").values_list("number", flat=True))
    told = f"{day(proposal.proposed_on)}由{proposal.proposed_by_name or '承办人'}提出"
    if numbers:
        shown = "、".join(numbers[:_NAMED]) + ("等" if len(numbers) > _NAMED else "")
        told += f"，有关申请{len(numbers)}件（{shown}）"
    decided = ""
    if proposal.state != Proposal.OPEN:
        where = f"，公开于{proposal.published_at}" if proposal.published_at else ""
        decided = f"{proposal.get_state_display()}{where}：{proposal.decision}"
    return {"所涉信息": proposal.title, "提出的情况": told, "承办意见": proposal.reason, "纳入的决定": decided}


def _file(facts: Facts) -> dict[str, Any]:
    row, letter = facts.case, facts.about
    if letter is None:
        issued = row.letters.filter(party=None).exclude(issued_on=None).exclude(code="L22")
        letter = issued.order_by("id").last()
    lines = [
        {"序号": str(number), "材料": line.name, "日期": day(line.on)} for number, line in enumerate(file_list(row), 1)
    ]
    told: dict[str, Any] = {"归档材料": lines, "送达地址": row.address}
    if letter is None:
        return told
    return told | {
        "收件人": letter.party.name if letter.party is not None else row.applicant_name,
        "送达地址": letter.party.address if letter.party is not None else row.address,
        "送达的文书": f"{letter.title}{f'（{letter.number}）' if letter.number else ''}",
        "送达方式": letter.get_route_display(),
        "送达日期": day(letter.delivered_on or letter.sent_on),
        "送达凭证": f"{letter.proof_label}：{letter.proof}" if letter.proof else "",
    }


SHEETS = {"L20": _correction, "L21": _to_publish, "L22": _file}
"""Letter → its values beside those that all letters have."""
