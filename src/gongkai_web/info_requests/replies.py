"""What a draft says by its ending: which fields are asked for, what each is called there, what must not be empty.

The letters' required contents (gongkai.law.letters) are behind it; what must be on file is ``queries/on_file.py``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache

from gongkai.law.outcomes import Outcome, exemption, outcome, outcomes
from gongkai_web.info_requests.models import Decision

__all__ = ["FIELDS", "PARTIAL", "Asked", "asked_for", "digest_of", "draftable", "empty_fields", "ground_of", "grounds"]

FIELDS: dict[str, str] = {
    "facts": "查明的情况",
    "ground": "不予公开的情形",
    "ground_detail": "具体事项",
    "withholds": "不予公开的内容",
    "reasons": "理由",
    "basis": "其他依据",
    "provides": "提供的内容，或者获取的方式、途径和时间",
    "gives": "提供的材料",
    "competent": "负责公开的机关及联系方式",
    "channel": "办理的渠道",
    "earlier": "此前的申请",
    "earlier_reply": "此前的答复（文号和日期）",
    "not_consulted": "不征求第三方意见的理由",
}
"""What a draft may say, in the order of the form."""
PARTIAL = "D3"
_WITHHOLDING = ("E14A", "E14B", "E14C", "E15", "E16A", "E16B", "E16C")


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a draft: its name, what it is called with this ending, whether it must be filled in."""

    name: str
    label: str
    required: bool


_OF: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    # ending → required field: what it is called there ("" as usual); then what may be given
    "D1": ({"facts": "", "provides": "获取的方式、途径"}, ()),
    "D2": ({"facts": "", "provides": ""}, ("gives",)),
    "D3": (
        {"facts": "", "ground": "", "withholds": "", "reasons": "不予公开的理由", "provides": "提供的内容"},
        ("ground_detail", "basis", "gives", "not_consulted"),
    ),
    "D4": ({"facts": "", "withholds": "", "reasons": "不予公开的理由"}, ("ground_detail", "basis")),
    "D4-E14A": ({"facts": "", "withholds": "", "reasons": "不予公开的理由", "basis": "定密依据"}, ()),
    "D4-E14B": (
        {"facts": "", "withholds": "", "reasons": "不予公开的理由", "basis": "禁止公开的法律、行政法规条款"},
        (),
    ),
    "D4-E15": (
        {"facts": "", "withholds": "", "reasons": "不予公开的理由"},
        ("ground_detail", "basis", "not_consulted"),
    ),
    "D5": (
        {"facts": "", "basis": "有特别规定的法律、行政法规条款", "competent": "办理查询的机关及联系方式"},
        ("channel",),
    ),
    "D6": ({"facts": "检索的情况", "reasons": ""}, ()),
    "D7": ({"facts": "", "reasons": ""}, ("competent",)),
    "D8": ({"facts": "", "reasons": "没有现成信息、需要加工分析的理由"}, ()),
    "D9": ({"facts": "补正的情况", "reasons": "补正后仍不明确之处"}, ()),
    "D10": ({"facts": "", "reasons": "", "channel": "反映诉求的渠道"}, ()),
    "D11": ({"facts": "", "reasons": ""}, ("earlier", "earlier_reply", "channel")),
    "D12": ({"facts": "", "channel": "获取的途径"}, ("reasons",)),
    "D13": ({"facts": "数量、频次和申请人说明的理由", "reasons": "理由不合理之处"}, ("channel",)),
    "D14": ({"facts": "", "reasons": ""}, ("channel",)),
}


@cache
def draftable() -> tuple[Outcome, ...]:
    """The endings that a draft may have: all but those that time or the applicant brings about."""
    return tuple(one for one in outcomes() if not one.closes)


@cache
def grounds() -> tuple[tuple[str, str], ...]:
    """The seven grounds for withholding a part, as choices."""
    return tuple((one, exemption(one).label) for one in _WITHHOLDING)


@cache
def asked_for(outcome_id: str) -> tuple[Asked, ...]:
    """The fields that are asked for with an ending, in the order of the form. Raises KeyError."""
    outcome(outcome_id)
    key = outcome_id if outcome_id in _OF else outcome_id.partition("-")[0]
    needed, optional = _OF[key]
    found = []
    for name, label in FIELDS.items():
        if name in needed:
            found.append(Asked(name, needed[name] or label, required=True))
        elif name in optional:
            found.append(Asked(name, label, required=False))
    return tuple(found)


def ground_of(decision: Decision) -> str:
    """The ground that a decision withholds on; "" where it withholds nothing."""
    return decision.ground if decision.outcome == PARTIAL else (outcome(decision.outcome).ground or "")


def empty_fields(decision: Decision) -> dict[str, str]:
    """Required fields that a draft has left empty: name → what it is called."""
    return {
        one.name: one.label
        for one in asked_for(decision.outcome)
        if one.required and not str(getattr(decision, one.name) or "").strip()
    }


def digest_of(decision: Decision) -> str:
    """The SHA-256 of what a draft says and gives: another one where a single word is changed."""
    said = {name: getattr(decision, name) for name in FIELDS if name not in ("gives", "earlier")}
    said |= {"outcome": decision.outcome, "gives": sorted(decision.gives), "earlier": decision.earlier_id}
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
