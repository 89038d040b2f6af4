"""P-PRIVACY: a person's data in the published text. Found data is never repeated in a message, only masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check

__all__ = ["bank_card", "identity_number", "mask"]

_IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\w/._-])1[3-9]\d{9}(?![\d@])|(?<=[一-鿿])1[3-9]\d{9}(?![\d@])")
_CARD = re.compile(r"(?<![\w/.=-])(?:62|4|5|3)\d{14,18}(?![\w/.])|(?<=[一-鿿])(?:62|4|5|3)\d{14,18}(?![\d/.A-Za-z])")
_OF_MONEY = re.compile(r"卡|账[户号]|帐[户号]|开户|汇|退款|转账|银行")
_CONTACT = re.compile(r"电话|手机|联系|传真|咨询|热线|监督|邮箱|邮件")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def identity_number(text: str) -> bool:
    """True for an 18-character identity number whose check character is right (GB 11643, MOD 11-2)."""
    total = sum(int(d) * w for d, w in zip(text[:17], _WEIGHTS, strict=True))
    return text[17].upper() == _CHECK[total % 11]


def bank_card(text: str) -> bool:
    """True for a card number whose Luhn digit is right."""
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mask(text: str) -> str:
    """The first three and the last two characters, the rest stars."""
    return text[:3] + "*" * (len(text) - 5) + text[-2:]


_Data = tuple[str, str, Severity | None]


def _certain(text: str) -> list[_Data]:
    """Identity and card numbers whose check digits are right; other long numbers pass Luhn one time in ten."""
    identities = [m[0] for m in _IDENTITY.finditer(text) if identity_number(m[0])]
    cards = [
        m[0]
        for m in _CARD.finditer(text)
        if bank_card(m[0])
        and m[0] not in identities
        and (m[0].startswith("62") or _OF_MONEY.search(text[max(0, m.start() - 12) : m.start()]))
    ]
    return [*(("", i, None) for i in identities), *(("card", c, None) for c in cards)]


def _mobiles(text: str) -> list[_Data]:
    """Mobile numbers that do not stand behind 电话 and the like, as the office's own would."""
    return [
        ("mobile", m[0], Severity.WARNING)
        for m in _MOBILE.finditer(text)
        if not _CONTACT.search(text[max(0, m.start() - 12) : m.start()])
    ]


@check(
    "P-PRIVACY",
    "个人信息",
    severity=Severity.ERROR,
    source="PIPL2021/25",
    message={
        "": "公开的文字里有身份证号码{masked}",
        "card": "公开的文字里有银行卡号{masked}",
        "mobile": "公开的文字里有手机号码{masked}，请核对是否为个人号码",
    },
)
def personal(subject: Subject) -> Iterator[Seen | Hold]:
    """No identity number, bank card or private mobile number stands in the text."""
    for section, passage in subject.report.passages():
        text = "".join(passage.text.split())
        found = [*_certain(text), *_mobiles(text)]
        for case, data, severity in found:
            yield Seen(
                section_name(section),
                f"sections.{section}",
                {"masked": mask(data)},
                found=mask(data),
                page=passage.place.page,
                case=case,
                severity=severity,
            )
