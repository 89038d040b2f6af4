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
_AROUND = 20
_SURNAMES = (
    "王李张刘陈杨赵黄吴徐孙胡朱郭林罗郑梁谢宋唐韩冯邓曹彭曾肖田董袁潘蒋蔡杜叶魏苏吕丁沈姚卢姜崔钟谭汪廖贾韦傅邹熊孟秦"
    "邱尹薛闫侯黎贺郝龚邵覃戴"
)
"""Common surnames that begin few other words."""
_NAMED = rf"[{_SURNAMES}][一-鿿＊*×某]{{1,2}}"
_ROLES = (
    "申请人|低保户|特困户|五保户|贫困户|脱贫户|当事人|举报人|投诉人|来访人|来电人|信访人"
    "|村民|居民|业主|户主|患者|学生|家长|孤儿|残疾人"
)
_PERSON = re.compile(
    rf"(?:{_ROLES})(?:[（(：:]?姓名)?[：:]?{_NAMED}[^一-鿿]*"
    r"(?:的?(?:个人)?(?:联系)?(?:手机号?码?|电话(?:号码)?|邮箱|电子邮[箱件])[为是]?[：:]?)?$"
)
"""A private person with a name, with nothing but the word for the number behind: 低保户王五电话."""
_PASSPORT = re.compile(r"护照[^，。；]{0,6}?(?P<data>[EGDSPH][A-Z]?\d{7,8})(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][·•]?"
    r"(?=[A-HJ-NP-Z0-9]*\d[A-HJ-NP-Z0-9]*\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_ADDRESS = re.compile(r"(?:\d+(?:号楼?|栋|幢))?\d+单元\d+[室号]?")
_OFFICE = re.compile(r"办公|(?<!家庭)(?<!住)地址|邮寄|本[局办机单]|设在|窗口|服务中心|受理机构")
_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MAY_BE = re.compile(r"[A-Z]\d|[A-Z][·•A-Z]|@|单元\d|[名历级果号][：:]|[低特五]保?困?户|孤儿|患者")
"""Passages without one of these have nothing of the kind: most of them."""
_WORDS = re.compile(
    r"(?P<word>学生姓名|病历号?|残疾等级|诊断结果)[：:][一-鿿\d]"
    rf"|(?P<named>低保户|特困户|五保户|孤儿|患者)(?={_NAMED}(?:[，（(、；。]|的?(?:电话|手机|身份证|家庭|病情|住)))"
)
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
    return text[:3] + "*" * max(len(text) - 5, 1) + text[-2:]


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
    """Mobile numbers that are a named person's or do not stand behind 电话 and the like, as the office's own would."""
    found: list[_Data] = []
    for match in _MOBILE.finditer(text):
        before = text[max(0, match.start() - _AROUND) : match.start()]
        if _PERSON.search(before) or not _CONTACT.search(before[-12:]):
            found.append(("mobile", match[0], Severity.WARNING))
    return found


def _likely(text: str) -> list[_Data]:
    """What is worth a look in prose: numbers and words that belong to one person more often than not."""
    if not _MAY_BE.search(text):
        return []
    found: list[_Data] = [("passport", m["data"], Severity.NOTICE) for m in _PASSPORT.finditer(text)]
    found += [("plate", m[0], Severity.NOTICE) for m in _PLATE.finditer(text)]
    found += [
        ("address", m[0], Severity.NOTICE)
        for m in _ADDRESS.finditer(text)
        if not _OFFICE.search(text[max(0, m.start() - _AROUND) : m.start()])
    ]
    found += [
        ("email", m[0], Severity.NOTICE)
        for m in _EMAIL.finditer(text)
        if _PERSON.search(text[max(0, m.start() - _AROUND) : m.start()])
    ]
    return found + [("words", m["word"] or m["named"], Severity.NOTICE) for m in _WORDS.finditer(text)]


@check(
    "P-PRIVACY",
    "个人信息",
    severity=Severity.ERROR,
    source="PIPL2021/25",
    message={
        "": "公开的文字里有身份证号码{masked}",
        "card": "公开的文字里有银行卡号{masked}",
        "passport": "公开的文字里有护照号码{masked}，请核对是否应当隐去",
        "plate": "公开的文字里有车牌号{masked}，请核对是否为个人车辆",
        "address": "公开的文字里有到门牌的住址“{masked}”，请核对是否为个人住址",
        "email": "公开的文字里有个人的电子邮箱{masked}，请核对是否应当隐去",
        "words": "公开的文字里写到个人的“{masked}”，请核对是否为可识别个人的信息",
        "mobile": "公开的文字里有手机号码{masked}，请核对是否为个人号码",
    },
)
def personal(subject: Subject) -> Iterator[Seen | Hold]:
    """No identity number, bank card, private number, address or detail of a person's health stands in the text."""
    for section, passage in subject.report.passages():
        text = "".join(passage.text.split())
        found = [*_certain(text), *_mobiles(text)]
        if section != "preamble":
            found += _likely(text)
        for case, data, severity in found:
            yield Seen(
                section_name(section),
                f"sections.{section}",
                {"masked": (shown := data if case == "words" else mask(data))},
                found=shown,
                page=passage.place.page,
                case=case,
                severity=severity,
            )
