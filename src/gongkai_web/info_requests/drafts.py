"""An application that is being written: its parts, what is still missing, and the request that it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongkai_web.info_requests.kinds import ApplicantKind, Form, IdentityKind, PaperKind, Route

__all__ = ["PARTS", "Hint", "fields_of", "hints", "identity_agrees", "is_person", "missing"]

PARTS: dict[str, str] = {
    "information": "要申请的信息",
    "applicant": "申请人",
    "delivery": "怎样提供",
    "attachments": "附件",
}
"""The parts of a draft, in the order of the form."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CARD = re.compile(r"\d{17}[\dX]")


@dataclass(frozen=True, slots=True)
class Hint:
    """Something about a draft that its writer should know: the part it belongs to and a sentence."""

    part: str
    text: str


def is_person(values: Mapping[str, Any]) -> bool:
    """Whether a natural person applies."""
    kind = values.get("applicant", {}).get("kind", ApplicantKind.NATURAL_PERSON)
    return bool(kind == ApplicantKind.NATURAL_PERSON)


def _name(who: Mapping[str, Any], person: bool) -> str:
    return str(who.get("name" if person else "org_name", ""))


def _number(who: Mapping[str, Any], person: bool) -> str:
    return str(who.get("identity_number" if person else "credit_code", ""))


def identity_agrees(number: str) -> bool:
    """Whether the last digit of an identity card's number follows from the others (GB 11643, MOD 11-2)."""
    if not _CARD.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17]


def missing(values: Mapping[str, Any]) -> list[Hint]:
    """What art. 29 asks for and the draft does not have; with any of these it cannot be sent."""
    who, what, how = (values.get(part, {}) for part in ("applicant", "information", "delivery"))
    person = is_person(values)
    found = []
    if not (what.get("title") and (what.get("content") or what.get("document_number"))):
        found.append(Hint("information", "写明信息的名称，以及文号或者其他特征性描述"))
    if not _name(who, person) or not _number(who, person):
        found.append(Hint("applicant", "写明申请人的姓名或者名称和身份证明"))
    if not (who.get("phone") or who.get("email")):
        found.append(Hint("applicant", "写明联系电话或者电子邮箱"))
    if who.get("has_agent") and not (who.get("agent_name") and who.get("agent_identity")):
        found.append(Hint("applicant", "写明代理人的姓名和证件号码"))
    if not how.get("form") or not how.get("route"):
        found.append(Hint("delivery", "选择获取信息的形式和途径"))
    elif how["route"] == Route.POST and not who.get("address"):
        found.append(Hint("applicant", "选择了邮寄，请写明通信地址"))
    elif how["route"] == Route.EMAIL and not who.get("email"):
        found.append(Hint("applicant", "选择了电子邮件，请写明电子邮箱"))
    return found


def hints(values: Mapping[str, Any]) -> list[Hint]:
    """What may make the agency ask back, and does not keep anybody from sending."""
    who = values.get("applicant", {})
    kinds = {file["kind"] for file in values.get("files", ())}
    found = []
    if PaperKind.IDENTITY not in kinds:
        proof = "身份证件" if is_person(values) else "证书、执照"
        found.append(
            Hint(
                "attachments",
                f"没有附{proof}的图片。不附也可以提交；机关无法核对身份时，会通知您补正（条例第三十条）。",
            )
        )
    if who.get("has_agent") and PaperKind.AUTHORITY not in kinds:
        found.append(Hint("attachments", "由代理人申请，没有附授权委托书。机关可能通知您补交。"))
    card = is_person(values) and who.get("identity_kind") == IdentityKind.IDENTITY_CARD
    if card and who.get("identity_number") and not identity_agrees(who["identity_number"]):
        found.append(Hint("applicant", "身份证号码的校验位与前面的数字不符，请对照证件核对一遍。"))
    return found


def fields_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the request that a draft becomes, as ``register`` takes them."""
    who, what, how = (values.get(part, {}) for part in ("applicant", "information", "delivery"))
    person, agent = is_person(values), bool(who.get("has_agent"))
    return {
        "applicant_kind": who.get("kind", ApplicantKind.NATURAL_PERSON),
        "applicant_name": _name(who, person),
        "identity_kind": who.get("identity_kind", "") if person else IdentityKind.CREDIT_CODE,
        "identity_number": _number(who, person),
        "legal_representative": "" if person else who.get("legal_representative", ""),
        "contact_name": "" if person else who.get("contact_name", ""),
        **{key: who.get(key, "") for key in ("phone", "email", "address", "postcode")},
        "agent_name": who.get("agent_name", "") if agent else "",
        "agent_identity": who.get("agent_identity", "") if agent else "",
        "agent_phone": who.get("agent_phone", "") if agent else "",
        **{key: what.get(key, "") for key in ("title", "document_number", "content")},
        "form": how.get("form", Form.ELECTRONIC),
        "route": how.get("route", Route.ONLINE),
        "assistance": how.get("assistance", ""),
    }
