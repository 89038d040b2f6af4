"""Prose → typed claims: what a number in a sentence is said to count, in the terms of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gongkai.checks.narrative.amount import Amount, amounts, squeezed
from gongkai.report.model import AnnualReport, Passage

__all__ = ["Claim", "Kind", "claims", "claims_in"]


class Kind(StrEnum):
    """What is claimed. The value is the Chinese name used in messages."""

    RECEIVED = "本年新收申请"
    HANDLED = "受理申请"
    CARRIED_IN = "上年结转"
    CONCLUDED = "办结"
    CARRIED_OUT = "结转下年度"
    GRANTED = "予以公开"
    PARTIAL = "部分公开"
    DENIED = "不予公开"
    UNABLE = "无法提供"
    REFUSED = "不予处理"
    OTHER = "其他处理"
    NATURAL = "自然人申请"
    ORGANISATIONS = "法人或其他组织申请"
    MADE = "制发行政规范性文件"
    REPEALED = "废止行政规范性文件"
    IN_FORCE = "现行有效行政规范性文件"
    LICENCES = "行政许可决定"
    PENALTIES = "行政处罚决定"
    COERCIONS = "行政强制决定"
    FEES = "行政事业性收费"
    REVIEWS = "行政复议"
    LAWSUITS = "行政诉讼"
    INFO_FEE = "信息处理费"
    ALL_CONCLUDED = "全部办结"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its kind, the number (None for a claim of none or of all), its sentence and where it stands.

    ``none`` is True for 未收到, 没有, 无; ``in_time`` for 按时办结, which says something of those that were due only.
    """

    kind: Kind
    amount: Amount | None
    quote: str
    section: str
    page: int | None = None
    none: bool = False
    in_time: bool = False


_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_COUNT_UNITS = frozenset({"条", "件", "份", "宗", "起", "个", "次", "件次", "项", "例"})
_REQUEST = re.compile(r"申请|依申请公开")
_NOT_REQUEST = re.compile(
    r"信访|投诉|举报|留言|来信|来电|咨询|邮件|许可申请|救助申请|登记申请|仲裁|热线|工单|提案|建议|监督检查|案件|入党|补助|补贴"
)
_INVENTORY = re.compile(r"信息数|信息总数|类信息|制作、?获取|制作政府信息|产生政府信息|主动公开(?:政府)?信息数?\d")
_COMPARED = re.compile(r"(?:增加|减少|增长|下降|上升|多|少|降低|同比|环比)了?(?:约|近)?$")
_EARLIER = re.compile(r"去年(?!结转)|上年(?!度?结转|末结转)|往年|以来|截至目前|累计历年|历年")
_PLACES = re.compile(r"全县|全市|全区(?!域)|全省|全州|全旗|各乡镇|各单位|各部门|各地|全系统|全镇|辖区")
_GOVERNMENT = re.compile(r"(?:人民政府|管委会|管理委员会)$")

_APPLICATION_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.CARRIED_OUT,
        re.compile(
            r"(?:结转(?:至|到|入)?(?:下年|下一年|次年|20\d\d年)(?:度)?[^，；。]{0,10}|尚未办结|正在办理|未办结)[^，；。]{0,4}$"
        ),
    ),
    (
        Kind.CARRIED_IN,
        re.compile(
            r"(?:上年度?|上一年度?|去年|往年|20\d\d年度?)(?:末)?(?:结转|转入)[^，；。]{0,16}$|结转(?:上年|上一年)[^，；。]{0,10}$"
        ),
    ),
    (Kind.PARTIAL, re.compile(r"部分公开[^，；。、]{0,4}$")),
    (Kind.DENIED, re.compile(r"不予公开[^，；。、数]{0,4}$")),
    (Kind.UNABLE, re.compile(r"无法提供[^，；。、]{0,4}$")),
    (Kind.REFUSED, re.compile(r"不予处理[^，；。、]{0,4}$")),
    (Kind.OTHER, re.compile(r"其他处理[^，；。、]{0,6}$")),
    (Kind.GRANTED, re.compile(r"(?:予以公开|同意公开|全部公开)[^，；。、]{0,4}$")),
    (
        Kind.CONCLUDED,
        re.compile(
            r"(?:办结|办复|答复|办理|处理|回复)(?:完毕|申请|数量?|件数|了|的?政府信息公开申请|依申请公开(?:申请)?)?(?:共|为|共计)?$"
        ),
    ),
    (Kind.RECEIVED, re.compile(r"(?:收到|新收|接到|接收|收件|共收|新增)[^，；。（(]{0,30}$")),
    (Kind.HANDLED, re.compile(r"(?:受理|登记)[^，；。（(]{0,30}$")),
    (Kind.NATURAL, re.compile(r"(?:自然人|公民|个人)(?:提出|提交)?(?:的)?(?:申请)?$")),
    (Kind.ORGANISATIONS, re.compile(r"法人(?:或|和|及|、)?(?:其他)?(?:组织)?(?:提出|提交)?(?:的)?(?:申请)?$")),
)
_DOCUMENT_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.REPEALED, re.compile(r"(?:废止|宣布失效)[^，；。、]{0,14}$")),
    (Kind.IN_FORCE, re.compile(r"(?:现行有效|继续有效)[^，；。、]{0,14}$")),
    (Kind.MADE, re.compile(r"(?:制发|新制定|制定|印发|出台)[^，；。、]{0,14}$")),
)
_ACTION_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.LICENCES, re.compile(r"行政许可决定(?:书)?(?:共)?$")),
    (Kind.PENALTIES, re.compile(r"行政处罚决定(?:书)?(?:共)?$")),
    (Kind.COERCIONS, re.compile(r"行政强制决定(?:书)?(?:共)?$")),
)
_REMEDY_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.LAWSUITS, re.compile(r"(?:行政诉讼|诉讼)(?:案件|案)?(?:共|总计|数量?)?(?:为)?$")),
    (Kind.REVIEWS, re.compile(r"(?:行政复议|复议)(?:申请|案件|案)?(?:共|总计|数量?)?(?:为)?$")),
)
_ABOUT_DISCLOSURE = re.compile(r"信息公开|政务公开|依申请")
_NEGATIVE = r"(?:未|没有|无|均未|均无|从未|尚未)"
_ANYONE = (
    r"(?:任何|有|公民|法人|群众|社会|公众|个人|单位|其他组织|组织|和|或|、|的|向我局|向本机关|提出|提交|有关|关于|要求|政府信息|信息|"
    r"公开|依|书面|本年度|新的|相关|受理|办理|过)*"
)
_NO_REQUEST = re.compile(
    rf"{_NEGATIVE}(?:发生|收到|接到|接收到?|接受|受理过?|收到过|产生|有)?{_ANYONE}(?:申请(?:件|事项|公开)?|要求公开(?:政府)?信息|依申请公开(?:件|事项)?)"
)
_NO_REQUEST_OF_KIND = re.compile(
    r"网上|网络|书面|当面|邮寄|信函|传真|法人|企业|超期|逾期|重复|不予公开|部分公开|涉密|撤销|收费"
)
_NO_REMEDY = re.compile(
    rf"(?:{_NEGATIVE}[^。；]{{0,30}}?|不存在[^。；]{{0,12}}?)(?P<what>行政复议|复议|行政诉讼|诉讼)(?P<more>[^。；]{{0,24}}?(?:行政诉讼|诉讼))?"
)
_LOST = re.compile(r"败诉|纠错|纠正|被撤销|责令|确认违法|应诉|支持")
_NO_FEE = re.compile(rf"{_NEGATIVE}[^。；，]{{0,8}}(?:收取|收费|产生)[^。；，]{{0,12}}")
_NONE_MADE = re.compile(rf"{_NEGATIVE}(?:新)?(?:制发|制定|出台|印发)[^。；，]{{0,8}}规范性文件")
_NONE_REPEALED = re.compile(rf"{_NEGATIVE}废止[^。；，]{{0,8}}规范性文件")
_ALL_DONE = re.compile(
    r"(?:全部|均已?|已全部|皆已?|都已?)(?P<how>(?:按时|按期|依法|及时|在(?:法定|规定)(?:时限|期限)内|如期|限时)*)(?:予以)?(?:办结|办理完毕|办复|答复完毕)"
)
_FEE_AMOUNT = re.compile(r"(?:信息公开|信息)?处理费[^，。；]{0,14}$|收取[^，。；]{0,10}费[^，。；]{0,8}$")


def claims(report: AnnualReport) -> Iterator[Claim]:
    """The claims of the whole report, section by section. The preamble claims nothing."""
    for section, passage in report.passages():
        if section != "preamble":
            yield from claims_in(passage, section, report)


def claims_in(passage: Passage, section: str, report: AnnualReport) -> Iterator[Claim]:
    """The claims of a paragraph about the report's own year and agency."""
    text = squeezed(passage.text)
    wide = not _GOVERNMENT.search(report.agency or "") and not (report.agency or "").endswith("政府办公室")
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        if wide and _PLACES.search(sentence):
            continue
        page = passage.place.page
        yield from _numbers(sentence, section, report.year, page)
        yield from _nones(sentence, section, report.year, page)


def _numbers(sentence: str, section: str, year: int | None, page: int | None) -> Iterator[Claim]:
    found = amounts(sentence)
    requests = _REQUEST.search(sentence) and not _NOT_REQUEST.search(sentence)
    about = section == "remedies" or bool(_ABOUT_DISCLOSURE.search(sentence))
    last = 0
    for amount in found:
        before, last = sentence[last : amount.start], amount.end
        so_far = sentence[: amount.start]
        if _COMPARED.search(before) or _of_another_year(so_far, year) or _EARLIER.search(before):
            continue
        kind: Kind | None = None
        if amount.unit == "元":
            kind = _first(((Kind.FEES, _FEES), (Kind.INFO_FEE, _FEE_AMOUNT)), before)
        elif amount.unit in _COUNT_UNITS:
            kind = _kind(sentence, before, so_far, amount, about=about, requests=bool(requests))
        if kind is not None:
            yield Claim(kind, amount, sentence, section, page)


_FEES = re.compile(r"行政事业性收费(?:金额|总额)?(?:共|共计|合计|为|达)?$")


def _kind(sentence: str, before: str, so_far: str, amount: Amount, *, about: bool, requests: bool) -> Kind | None:
    if about and (kind := _first(_REMEDY_KINDS, before)):
        return kind
    if kind := _first(_ACTION_KINDS, before):
        return kind
    if "规范性文件" in so_far and not _REQUEST.search(so_far) and (kind := _first(_DOCUMENT_KINDS, before)):
        return kind if "规范性文件" in before or kind is not Kind.MADE else None
    if not requests or re.search(r"复议|诉讼", before) or _INVENTORY.search(before):
        return None
    inventory = bool(_INVENTORY.search(sentence))
    if re.search(r"依申请公开的?(?:政府)?信息(?:公开)?$", before) and not inventory:
        after = sentence[amount.end : amount.end + 12]
        return Kind.HANDLED if re.match(r"[，,、；]?(?:已|均|全部|按时)*(?:办结|答复|办理)", after) else None
    kind = _first(_APPLICATION_KINDS, before)
    if kind in (Kind.RECEIVED, Kind.HANDLED) and not (_REQUEST.search(before) or _REQUEST.search(so_far[-40:])):
        return None
    return None if inventory and kind not in (Kind.RECEIVED, Kind.HANDLED, Kind.CONCLUDED) else kind


def _first(kinds: tuple[tuple[Kind, re.Pattern[str]], ...], before: str) -> Kind | None:
    return next((kind for kind, pattern in kinds if pattern.search(before)), None)


def _of_another_year(so_far: str, year: int | None) -> bool:
    """True when the last year named before the number is not the report's (but 2022年结转 names its own)."""
    years = re.findall(r"(20\d\d)年(?!度?(?:末)?(?:结转|转入))", so_far)
    return bool(years) and year is not None and int(years[-1]) != year


def _nones(sentence: str, section: str, year: int | None, page: int | None) -> Iterator[Claim]:
    if _of_another_year(sentence, year) and not re.search(rf"{year}年|本年", sentence):
        return
    if (match := _NO_REQUEST.search(sentence)) and not _NO_REQUEST_OF_KIND.search(match[0]):
        ahead = sentence[match.end() : match.end() + 6]
        if (
            not re.match(r"(?:行政)?(?:复议|诉讼|人)", ahead)
            and not _NOT_REQUEST.search(match[0])
            and "复议" not in match[0]
        ):
            yield Claim(Kind.RECEIVED, None, sentence, section, page, none=True)
    for match in _NO_REMEDY.finditer(sentence):
        around = sentence[max(0, match.start() - 6) : match.end() + 10]
        if _LOST.search(around) or not (
            section == "remedies" or _ABOUT_DISCLOSURE.search(sentence) or "复议" in sentence
        ):
            continue
        if "复议" in match["what"]:
            yield Claim(Kind.REVIEWS, None, sentence, section, page, none=True)
        if "诉讼" in match["what"] or match["more"]:
            yield Claim(Kind.LAWSUITS, None, sentence, section, page, none=True)
    if (match := _NO_FEE.search(sentence)) and ("处理费" in sentence or section == "other"):
        yield Claim(Kind.INFO_FEE, None, sentence, section, page, none=True)
    if _NONE_MADE.search(sentence):
        yield Claim(Kind.MADE, None, sentence, section, page, none=True)
    if _NONE_REPEALED.search(sentence):
        yield Claim(Kind.REPEALED, None, sentence, section, page, none=True)
    if (match := _ALL_DONE.search(sentence)) and _REQUEST.search(sentence) and not _NOT_REQUEST.search(sentence):
        yield Claim(Kind.ALL_CONCLUDED, None, sentence, section, page, in_time=bool(match["how"]))
