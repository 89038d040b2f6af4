"""From a case to the values of a letter's fields. What the law says is asked of ``gongkai.law``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from gongkai_web.info_requests.letters.catalogue import finished, spec
from gongkai_web.info_requests.letters.values.facts import Facts, day
from gongkai_web.info_requests.letters.values.procedural import PROCEDURAL
from gongkai_web.info_requests.letters.values.replies import REPLIES
from gongkai_web.info_requests.letters.values.sheets import SHEETS

__all__ = ["AT_ISSUE", "MAX_VALUE", "Facts", "missing", "values_of"]

_OF = PROCEDURAL | REPLIES | SHEETS
MAX_VALUE = 10_000
"""Characters of one field; what an officer may type has at most 5,000."""
AT_ISSUE = frozenset({"文号", "成文日期"})
"""Fields that are filled when the letter goes out."""


def values_of(code: str, facts: Facts, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values of a letter's fields, "" where the case does not tell one.

    ``extra`` are the words of an officer for fields that he may write; others are refused with ValidationError.
    """
    letter = spec(code)
    found = _shared(facts) | {"文书标题": letter.title} | _OF[code](facts)
    if facts.row is not None and facts.row.practice:
        found["文书标题"] = f"【练习】{found['文书标题']}"
    values: dict[str, Any] = {}
    for field in letter.fields:
        value = found.get(field.name, [] if field.columns else "")
        values[field.name] = value if field.columns else finished(field, str(value))
    own = {field.name: field for field in letter.editable}
    for name, text in (extra or {}).items():
        if name not in own:
            raise ValidationError(f"“{name}”不能由承办人填写。")
        if len(text) > MAX_VALUE:
            raise ValidationError(f"“{name}”不得超过{MAX_VALUE}字。")
        values[name] = finished(own[name], text)
    return values


def _shared(facts: Facts) -> dict[str, Any]:
    """What all letters have."""
    found: dict[str, Any] = {
        "机关名称": facts.agency.name,
        "成文日期": day(facts.on),
        "收件人": facts.addressee,
        "称谓": facts.you,
        "联系方式": facts.contact,
    }
    if facts.matter is not None:
        return found | {"登记编号": facts.matter.number, "收到申请之日": day(facts.matter.received_on)}
    if facts.proposal is not None:
        return found | {"登记编号": facts.proposal.number, "收到申请之日": day(facts.proposal.proposed_on)}
    return found | {
        "登记编号": facts.case.number,
        "收到申请之日": day(facts.case.received_on),
        "申请的信息": facts.wanted,
    }


def missing(code: str, values: Mapping[str, Any]) -> list[str]:
    """Names of fields that must not be empty and are, apart from those that issuing fills."""
    return [
        field.name
        for field in spec(code).required
        if not field.optional and field.name not in AT_ISSUE and not values.get(field.name)
    ]
