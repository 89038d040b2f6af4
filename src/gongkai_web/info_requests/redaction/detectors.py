"""What looks like a person's data: numbers with the detectors of the checks, and what stands behind a label.

Proposals only. They are wider than the checks of a published report: here a person ticks each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.checks.wording.privacy import bank_card, identity_number
from gongkai_web.info_requests.redaction.matching import folded

__all__ = ["KINDS", "Found", "detect"]

KINDS = {
    "identity": "公民身份号码",
    "mobile": "手机号码",
    "phone": "电话号码",
    "card": "银行账号",
    "passport": "护照、通行证号码",
    "plate": "车牌号",
    "email": "电子邮箱",
    "address": "住址",
    "name": "姓名",
    "birth": "出生日期",
    "household": "户口、病历等编号",
    "online": "微信、QQ等账号",
    "typed": "输入的文字",
    "lines": "选定的行",
    "area": "选定的区域",
    "cover": "批注盖住的区域",
    "picture": "图片",
}
"""What a mark is of, in the words of the pages and of the log."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text and what it looks like; ``sure`` where its check digits are right."""

    start: int
    stop: int
    kind: str
    sure: bool = False


_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?!\d)")
_OLD_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_OF_IDENTITY = re.compile(r"身份证?(?:号码?)?|公民身份号码|证件号码?")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+?86|0086)-?)?1[3-9]\d(?:-?\d{4}){2}(?!\d)")
_PHONE = re.compile(r"(?:电话|手机|传真|联系方式|tel)[^\d,。;]{0,8}?((?:\(?0\d{2,3}\)?-?)?\d{7,8}(?:-\d{1,5})?)(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{12,21}(?!\d)")
_OF_MONEY = re.compile(r"卡号?|账[户号]|帐[户号]|开户|汇款|退款|转账|银行")
_PASSPORT = re.compile(r"(?:护照|通行证|居住证)[^,。;]{0,8}?([a-z]{1,2}\d{7,10})(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-z][·•・]?"
    r"(?=[a-hj-np-z0-9]*\d[a-hj-np-z0-9]*\d)[a-hj-np-z0-9]{5,6}(?![a-z0-9])"
)
_EMAIL = re.compile(r"[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_ONLINE = re.compile(r"(?:微信号?|qq号?|支付宝)(?:账号)?[:]([a-z0-9_-]{5,24})")
_ADDRESS = re.compile(
    r"(?:家庭住址|家庭地址|户籍地址?|户籍所在地|居住地址?|现住址|住址|住所地?|通[信讯]地址|联系地址|住)[:]?"
    r"([一-鿿\d][一-鿿a-z\d\-—()·]{5,60})"
)
_DOOR = re.compile(
    r"[一-鿿]{2,24}(?:路|街|巷|弄|道|村|里|组|小区|花园|苑)[一-鿿]{0,6}\d{1,5}(?:号|弄)"
    r"(?:[一-鿿]{0,8}\d{1,3}(?:号楼?|栋|幢|座))?(?:\d{1,2}单元)?(?:\d{2,4}[室号]?)?"
)
_UNIT = re.compile(r"(?:\d+(?:号楼?|栋|幢|座))?\d+单元\d+[室号]?")
_OFFICE = re.compile(r"办公|窗口|服务中心|受理机构|本局|本机关|邮寄地址")
_BIRTH = re.compile(r"(?:出生(?:日期|年月日?)?|生日)[:]?((?:18|19|20)\d{2}[年./-]\d{1,2}(?:[月./-](?:\d{1,2}日?)?)?)")
_BORN = re.compile(r"((?:18|19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?)(?:出?生)")
_HOUSEHOLD = re.compile(
    r"(?:户口(?:簿|本)?(?:号码?|编号)|户号|病历号|病案号|社保(?:卡)?号码?|医保(?:卡)?号码?|学籍号)[:]?([a-z\d-]{4,24})"
)
_LABELS = (
    "法定代表人姓名|委托代理人姓名|申请人姓名|当事人姓名|负责人姓名|法定代表人|法人代表|委托代理人|代理人|联系人|经办人|申请人|举报人|投诉人"
    "|信访人|当事人|被申请人|原告|被告|证人|户主|权利人|承租人|承包人|受益人|监护人|死者|患者|家属|配偶|父亲|母亲|收件人"
    "|收款人|投保人|持卡人|权属人|所有权人|被拆迁人|被征收人|姓名"
)
_LETTER = r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]"
_AFTER = rf"{_LETTER}{{1,3}}(?:·{_LETTER}{{1,8}})*"
_LABELLED = re.compile(rf"(?:{_LABELS})(?:姓名)?(?:\((?:签[名字章]|盖章|签[名字]或者?盖章)\))?[:]?({_AFTER}[一-鿿]?)")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任"
    "姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳上官司马诸葛测"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "慕容", "令狐", "夏侯", "公孙")
_TITLED = re.compile(rf"([{_SURNAMES}]{_LETTER}{{0,2}}?)(?:先生|女士|同志)")
_PERSON = re.compile(
    r"(?:村民|居民|业主|户主|患者|学生|家长|申请人|举报人|投诉人|信访人|当事人|低保户|特困户|残疾人|职工|员工)"
    rf"([{_SURNAMES}]{_LETTER}{{1,2}})(?=[,。;、(:的与和及]|$|反映|核对|表示|投诉|举报|申请|同志|电话|居住|家中|因|于|在|向|称|等)"
)
_NO_NAME = re.compile(
    r"名称|姓名|性别|电话|单位|公司|机关|地址|身份|住址|联系|盖章|签名|签字|日期|或者|以及|应当|提出|信息|本人|委托|法定|证件|民族|职务"
)
_STOP = re.compile(r"性别|电话|联系|身份|住址|地址|民族|职务|证件|年龄|出生|手机|单位|公章|盖章|签名|男|女|与|和|及|等")


def detect(text: str) -> Iterator[Found]:
    """What looks like personal data in a text, in its order, nothing twice."""
    plain, at = folded(text)
    taken: list[tuple[int, int]] = []
    found: list[Found] = []
    for start, stop, kind, sure in _all(plain, at):
        if stop > start and not any(start < end and begin < stop for begin, end in taken):
            taken.append((start, stop))
            found.append(Found(at[start], at[stop - 1] + 1, kind, sure))
    yield from sorted(found, key=lambda one: one.start)


_Span = tuple[int, int, str, bool]


def _all(plain: str, at: list[int]) -> Iterator[_Span]:
    """Surest first: what is taken by one is not proposed by the next."""
    for match in _IDENTITY.finditer(plain):
        yield *match.span(), "identity", identity_number(match[0])
    for match in _OLD_IDENTITY.finditer(plain):
        if _OF_IDENTITY.search(plain[max(0, match.start() - 14) : match.start()]):
            yield *match.span(), "identity", False
    yield from _cards(plain)
    for kind, pattern in (("mobile", _MOBILE), ("email", _EMAIL), ("plate", _PLATE)):
        for match in pattern.finditer(plain):
            yield *match.span(), kind, kind == "mobile"
    for kind, pattern in (
        ("phone", _PHONE), ("passport", _PASSPORT), ("online", _ONLINE), ("birth", _BIRTH), ("birth", _BORN),
        ("household", _HOUSEHOLD),
    ):  # fmt: skip
        for match in pattern.finditer(plain):
            yield *match.span(1), kind, False
    yield from _addresses(plain)
    yield from _names(plain, at)


def _cards(plain: str) -> Iterator[_Span]:
    for match in _CARD.finditer(plain):
        of_money = bool(_OF_MONEY.search(plain[max(0, match.start() - 14) : match.start()]))
        right = len(match[0]) >= 15 and bank_card(match[0])
        if of_money or (right and match[0].startswith("62")):
            yield *match.span(), "card", right and of_money


def _addresses(plain: str) -> Iterator[_Span]:
    for match in _ADDRESS.finditer(plain):
        label = match[0][: match.start(1) - match.start()]
        digits = any(sign.isdigit() for sign in match[1])
        if digits or label.rstrip(":") not in ("住", "住所", "住所地"):
            end = min((match.start(1) + s.start() for s in _STOP_OF_ADDRESS.finditer(match[1])), default=match.end(1))
            yield match.start(1), end, "address", False
    for pattern in (_DOOR, _UNIT):
        for match in pattern.finditer(plain):
            if not _OFFICE.search(plain[max(0, match.start() - 16) : match.start()]):
                yield *match.span(), "address", False


_STOP_OF_ADDRESS = re.compile(r"联系电话|电话|身份证|公民身份|手机|邮编|邮政编码|性别|姓名|法定代表人|联系人")


def _names(plain: str, at: list[int]) -> Iterator[_Span]:
    for match in _LABELLED.finditer(plain):
        start = match.start(1)
        if plain[start - 1] != ":" and at[start] - at[start - 1] < 2:
            continue  # neither a colon nor a blank: a word that begins like the label
        end = min((start + stop.start() for stop in _STOP.finditer(match[1])), default=match.end(1))
        blanks = (place for place in range(start + 2, end) if at[place] - at[place - 1] > 1)
        end = min(blanks, default=end)
        if "·" not in match[1] and plain[start : start + 2] not in _COMPOUND:
            end = min(end, start + 3)
        if end - start >= 2 and not _NO_NAME.search(plain[start:end]):
            yield start, end, "name", False
    for pattern in (_TITLED, _PERSON):
        for match in pattern.finditer(plain):
            if not _NO_NAME.search(match[1]):
                yield *match.span(1), "name", False
