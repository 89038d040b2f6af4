"""The values of the letters on the way to a reply: L01 to L09."""

from __future__ import annotations

from typing import Any

from gongkai.law.deadlines.limits import CONSULT_LIMIT, PAY_WITHIN
from gongkai.law.events import CHANNELS
from gongkai_web.calendars.queries import calendar
from gongkai_web.info_requests.clock import longer
from gongkai_web.info_requests.kinds import PartyKind, Standard
from gongkai_web.info_requests.letters.sentences import cited
from gongkai_web.info_requests.letters.values.facts import Facts, day
from gongkai_web.info_requests.models import ExtensionProposal
from gongkai_web.info_requests.queries.extending import extension

__all__ = ["PROCEDURAL"]

_REG = "《中华人民共和国政府信息公开条例》"
_ASKED = {
    PartyKind.THIRD_PARTY: ("第三方", "第三十二条"),
    PartyKind.CO_MAKER: ("共同制作机关", "第三十四条"),
    PartyKind.OPINION: ("其他机关", "第三十三条第三款"),
}
_IN_LINES = "一二三四五六七八九十"


def _receipt(facts: Facts) -> dict[str, Any]:
    row, clock = facts.case, facts.clock(through=facts.last("received", "confirmed", "reopened"))
    due = clock.due or row.due_on
    told = [f"自收到申请之日的次日起{clock.limit}个工作日" if clock.limit else ""]
    if clock.suspended_days:
        told.append(f"其中不计入期限的时间{clock.suspended_days}个工作日")
    if clock.missing:
        told.append(f"{'、'.join(map(str, clock.missing))}年放假安排公布后可能调整")
    return {
        "提交渠道": row.get_channel_display(),
        "收到申请之日的依据": CHANNELS[row.channel].receipt if row.channel in CHANNELS else "",
        "获取形式和途径": f"{row.get_form_display()}，{row.get_route_display()}",
        "答复期限": day(due),
        "期限的计算": "；".join(one for one in told if one),
    }


def _clarify(facts: Facts) -> dict[str, Any]:
    step = facts.last("clarification_asked")
    data = step.data if step else {}
    items = [str(one) for one in data.get("items", ())]
    days = data.get("days") or facts.desk.settings.correction_period
    waiting = facts.clock(through=step).waiting
    period = f"自本告知书发出之日起{days}个工作日内"
    if step is not None and waiting is not None and waiting.by is not None:
        period = f"在{day(waiting.by)}以前（自{day(step.on)}通知补正之日起{days}个工作日）"
    return {
        "需要补正的事项": _numbered(items),
        "补正的方式": str(data.get("how", "")),
        "补正期限": period,
        "逾期不补正的后果": "无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。",
    }


def _numbered(items: list[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    marks = [_IN_LINES[place] + "、" if place < 10 else f"{place + 1}．" for place in range(len(items))]
    return "\n".join(mark + item for mark, item in zip(marks, items, strict=True))


def _reasons(facts: Facts) -> dict[str, Any]:
    asked, delayed = facts.last("reasons_asked"), facts.last("delayed")
    if delayed is not None and (asked is None or delayed.number > asked.number):
        reason = str(delayed.data.get("reason", "")).rstrip("。")
        return {
            "文书标题": "政府信息公开申请延迟答复告知书",
            "申请较多的事实": str(asked.data.get("facts", "")) if asked else reason,
            "要求或者决定": f"经审查，申请理由合理，但是{reason or '无法在规定的期限内答复'}，本机关决定延迟答复。",
            "期限": f"延迟答复的期限至{day(facts.clock().due or facts.case.due_on)}。",
            "后果": "本机关将在上述期限内作出答复。",
        }
    days = (asked.data.get("days") if asked else None) or facts.desk.settings.correction_period
    return {
        "申请较多的事实": str(asked.data.get("facts", "")) if asked else "",
        "要求或者决定": f"请{facts.you}说明申请的理由。",
        "期限": f"请自收到本告知书之日起{days}个工作日内以书面形式说明。",
        "后果": "不说明理由，或者经审查认为申请理由不合理的，本机关不予处理。",
    }


def _extension(facts: Facts) -> dict[str, Any]:
    step = facts.last("extended")
    if step is None:
        return {"延期的批准": "经本机关政府信息公开工作机构负责人同意"} | _proposed(facts)
    return {
        "延期的理由": str(step.data.get("reason", "")),
        "原答复期限": day(facts.clock(before=step).due),
        "延长后的期限": day(facts.clock(through=step).due),
        "延期的批准": "经本机关政府信息公开工作机构负责人同意",
    }


def _proposed(facts: Facts) -> dict[str, Any]:
    """As the notice would be if the proposal that waits for the head were approved on the letter's day."""
    pending = facts.case.extension_proposals.filter(state=ExtensionProposal.OPEN).first()
    if pending is None:
        return {}
    found = extension(
        facts.case, facts.steps, calendar=longer(calendar()), settings=facts.desk.settings, on=facts.on,
        days=pending.days,
    )  # fmt: skip
    return {"延期的理由": pending.reason, "原答复期限": day(found.before), "延长后的期限": day(found.after)}


def _third_party(facts: Facts) -> dict[str, Any]:
    return {
        "拟公开的内容": facts.party.concerns if facts.party else "",
        "答复的期限": f"自收到本征询书之日起{CONSULT_LIMIT}个工作日内",
        "逾期的后果": f"逾期未提出意见的，由本机关依照{_REG}的规定决定是否公开。",
    }


def _told_applicant(facts: Facts) -> dict[str, Any]:
    step = facts.last("third_party_asked", "co_maker_asked", "opinion_asked")
    kind = step.event.removesuffix("_asked") if step else PartyKind.THIRD_PARTY
    who, article = _ASKED[PartyKind(kind)]
    return {
        "征求意见的对象": who,
        "征求意见的日期": day(step.on if step else None),
        "征求意见的依据": _REG + article,
        "期限的说明": "征求第三方和其他机关意见所需时间不计算在答复期限内。",
    }


def _overridden(facts: Facts) -> dict[str, Any]:
    party = facts.party
    return {
        "决定公开的内容": party.concerns if party else "",
        "不予采纳的理由": party.override_reason if party else "",
        # The decision to disclose against his objection is one that the third party can contest (art. 51).
        "救济途径": facts.remedy("D2").text.replace("如对本答复不服", "如对本决定不服"),
    }


def _other_organ(facts: Facts) -> dict[str, Any]:
    joint = facts.party is None or facts.party.kind == PartyKind.CO_MAKER
    wanted = facts.party.concerns if facts.party else ""
    if joint:
        return {
            "征求意见的缘由": "本机关收到的政府信息公开申请，涉及本机关牵头与贵单位共同制作的政府信息。",
            "征求意见的依据": _REG + "第三十四条",
            "征求意见的内容": wanted,
            "答复的期限": f"自收到本函之日起{CONSULT_LIMIT}个工作日内",
            "逾期的后果": "逾期未提出意见的，视为同意公开。",
        }
    return {
        "文书标题": "政府信息公开申请协办函",
        "征求意见的缘由": "本机关收到的政府信息公开申请，涉及贵单位制作或者掌握的情况。",
        "征求意见的依据": _REG + "第十一条、第三十三条第三款",
        "征求意见的内容": wanted,
        "答复的期限": f"自收到本函之日起{CONSULT_LIMIT}个工作日内",
        "逾期的后果": "本机关将根据贵单位的意见依法答复申请人。",
    }


def _fee(facts: Facts) -> dict[str, Any]:
    fee = facts.case.fees.filter(round=facts.case.round).order_by("id").last()
    told: dict[str, Any] = {
        "收费的依据": cited(("REG2019/42", "FEE2020/6")),
        "缴纳期限": f"自收到本通知书次日起{PAY_WITHIN}个工作日内",
        "逾期不缴纳的后果": "逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。",
    }
    if fee is None:
        return told
    pieces = fee.standard == Standard.PIECES
    lines = [str(one) for one in fee.derivation]
    return told | {
        "收费标准": "按件计收，同一申请人一个自然月内累计" if pieces else "按量计收，按每件申请的页数计算",
        "收费的计算": "\n".join(one for one in lines if not one.startswith("合计")) or f"{fee.count}",
        "收费金额": f"{fee.yuan}元",
        "缴纳方式": fee.how_to_pay,
    }


PROCEDURAL = {
    "L01": _receipt,
    "L02": _clarify,
    "L03": _reasons,
    "L04": _extension,
    "L05": _third_party,
    "L06": _told_applicant,
    "L07": _overridden,
    "L08": _other_organ,
    "L09": _fee,
}
"""Letter → its values beside those that all letters have."""
