"""The words by which a number is known: labels before it (予以公开5件) and behind it (5件予以公开), as data.

A label is matched against the words between the number and the comma, bracket or number next to it. The first row that
matches decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.checks.narrative.claim import Kind

__all__ = [
    "AFTER",
    "BEFORE",
    "CHANNEL",
    "COMPARED",
    "DOCUMENTS",
    "INVENTORY",
    "REASON",
    "REASON_ROWS",
    "RULES",
    "Label",
]

_TAIL = r"(?:方式|情形|[的有为共计约数量总件了项达是：:“”\"]|政府|信息|公开|依?申请|答复|办理|处理|继续|案件|事项)*$"
_YEAR_BEFORE = r"(?:上一?年度?|去年|往年|前年|20\d\d年度?)末?"
_YEAR_AFTER = r"(?:下一?年度?|下一?个年度|次年度?|明年|20\d\d年度?)"
_CARRY = r"(?:结转|转结|转入|转)"
_APPLIED = r"(?:申请人)?(?:提出|提交|提起)?"
_ORGANISATIONS = r"法人(?:(?:或者?|和|及|与|、)*其[他它](?:社会)?组织)?"


@dataclass(frozen=True, slots=True)
class Label:
    """A kind of claim, and the words before (or behind) its number. ``sure`` is False for words of several meanings."""

    kind: Kind
    pattern: re.Pattern[str]
    sure: bool = True


def _before(kind: Kind, words: str, *, sure: bool = True) -> Label:
    return Label(kind, re.compile(words + _TAIL), sure)


BEFORE: tuple[Label, ...] = (
    _before(Kind.CARRIED_IN, rf"{_YEAR_BEFORE}(?:结转|转结|转入|遗留)(?:至|到)?(?:本年度?|今年|20\d\d年度?)?"),
    _before(Kind.CARRIED_IN, rf"{_CARRY}自?{_YEAR_BEFORE}(?<!20\d\d年)(?<!20\d\d年度)"),
    _before(Kind.CARRIED_OUT, rf"(?:{_CARRY}|顺延|延)(?:至|到|入|于)?{_YEAR_AFTER}"),
    _before(Kind.CARRIED_OUT, r"(?:尚在|正在)(?:办理|处理)中?|(?:尚)?未(?:办结|办理完毕)|待办结?"),
    _before(
        Kind.GRANTED_OR_PARTIAL,
        r"(?:予以公开|同意公开|公开)的?(?:或者?|和|以?及|与|、|/)(?:予以)?部分(?:予以)?公开",
    ),
    _before(Kind.PARTIAL, r"部分(?:予以)?公开"),
    _before(Kind.DENIED, r"不予公开"),
    _before(Kind.UNABLE, r"(?:无法|不能)提供"),
    _before(Kind.REFUSED, r"不予处理"),
    _before(Kind.OTHER, r"其[他它]处理"),
    _before(Kind.GRANTED, r"(?<!不)(?:予以|同意|全部)公开"),
    _before(Kind.COMPANIES, rf"(?<![一-鿿][、和及与或])商业企业{_APPLIED}"),
    _before(Kind.RESEARCH, rf"(?<![一-鿿][、和及与或])科研机构{_APPLIED}"),
    _before(Kind.NGOS, rf"(?<![一-鿿][、和及与或])社会公益组织{_APPLIED}"),
    _before(Kind.LEGAL_SERVICES, rf"(?<![一-鿿][、和及与或])法律服务机构{_APPLIED}"),
    _before(Kind.ORGANISATIONS, rf"{_ORGANISATIONS}(?:申请人)?(?:提出|提交|提起)?"),
    _before(Kind.NATURAL, r"(?:自然人|公民个人|公民|个人)(?:申请人)?(?:提出|提交|提起)?"),
)
"""Outcomes, carrying over and applicants."""

AFTER: tuple[Label, ...] = (
    Label(Kind.CARRIED_OUT, re.compile(rf"^[^，；。]{{0,8}}(?:{_CARRY}|顺延|延)(?:至|到|入)?{_YEAR_AFTER}")),
    Label(Kind.CARRIED_OUT, re.compile(r"^(?:申请)?(?:仍|尚)?(?:正在|在|尚在)(?:办理|处理)")),
    Label(Kind.GRANTED_OR_PARTIAL, re.compile(r"^予以公开(?:或者?|和|及|、)部分公开$")),
    Label(Kind.PARTIAL, re.compile(r"^(?:申请)?(?:予以|依法)?部分(?:予以)?公开$")),
    Label(Kind.DENIED, re.compile(r"^(?:申请)?(?:依法)?不予公开$")),
    Label(Kind.UNABLE, re.compile(r"^(?:申请)?无法提供$")),
    Label(Kind.REFUSED, re.compile(r"^(?:申请)?不予处理$")),
    Label(Kind.GRANTED, re.compile(r"^(?:申请)?(?:依法)?(?:予以|同意)公开$")),
    Label(Kind.NATURAL, re.compile(r"^(?:政府信息公开)?(?:申请)?(?:均|都|全部)?(?:为|属|是)自然人(?:申请)?")),
)
"""The same behind the number."""

DOCUMENTS: tuple[Label, ...] = (
    _before(Kind.REPEALED, r"(?:废止|宣布失效)(?:(?:和|或|及|、)(?:宣布)?失效)?(?:的)?(?:行政)?(?:规范性)?(?:文件)?"),
    _before(Kind.IN_FORCE, r"现行有效(?:的)?(?:行政)?(?:规范性)?(?:文件)?"),
    _before(
        Kind.MADE,
        r"(?:制发|新?制定|新?制作|印发|出台)(?:了|并|和|、|发布|公布|印发|公开)*(?:[^，；。、（的]{0,6})(?:行政)?规范性文件",
    ),
)
"""What became of normative documents."""

RULES: tuple[Label, ...] = (
    _before(Kind.RULES_REPEALED, r"(?:废止|宣布失效)(?:政府|部门|地方政府)?规章"),
    _before(Kind.RULES_IN_FORCE, r"现行有效(?:的)?(?:政府|部门|地方政府)?规章"),
    _before(Kind.RULES_MADE, r"(?:制发|新?制定|印发|出台)了?(?:政府|部门|地方政府)?规章"),
    _before(Kind.RULES_MADE, r"^(?:政府|部门|地方政府)?规章", sure=False),
)
"""What became of rules (规章); 规章制度 are a house's own."""

_REASON_WORDS = {
    "denied_state_secret": r"属于国家秘密",
    "denied_law": r"其[他它]法律、?行政法规禁止公开",
    "denied_safety": r"危及[“\"]?三安全一稳定[”\"]?",
    "denied_third_party": r"保护第三方合法权益",
    "denied_internal": r"属于(?:三类)?内部(?:事务|管理)(?:信息)?",
    "denied_process": r"属于(?:四类)?过程性信息",
    "denied_enforcement_file": r"属于行政执法案卷(?:信息)?",
    "denied_inquiry": r"属于行政查询事项",
    "unable_not_held": r"[本我](?:机关|单位|局|办|厅|委|镇|乡|街道)不掌握相关(?:政府)?信息",
    "unable_needs_creation": r"没有现成信息、?需要?另行制作",
    "unable_unclear": r"补正后(?:申请)?内容仍不明确",
    "refused_petition": r"信访举报投诉类申请",
    "refused_publication": r"要求提供公开出版物",
    "refused_excessive": r"无正当理由大量反复申请",
    "refused_confirmation": r"要求(?:行政机关)?确认或重新出具已获取信息",
}
REASON_ROWS = tuple(
    (row, re.compile(words + r"(?:的|而|不予公开|不予处理|无法提供|[有为共计：:])*$"))
    for row, words in _REASON_WORDS.items()
)
"""The rows of table 3 by their own labels; a reason told in other words may be several of them."""

CHANNEL = re.compile(
    r"网上|网络|互联网|在线|平台|网站|当面|现场|信函|书信|来信|信件|邮寄|邮政|邮件|快递|传真|书面|纸质|电子|窗口|微信|线上|线下"
)
"""A number of one channel only; 通过网络、信函等渠道 is all of them."""

REASON = re.compile(
    r"属于|因|由于|涉及|按照|根据|依据|国家秘密|第三方|商业秘密|隐私|内部事务|过程性|执法案卷|行政查询|不掌握|不存在|没有现成|补正|"
    r"法律|信访|重复申请|出版物|反复|数量"
)
"""A number of one reason only, where the table's group may have several."""

COMPARED = re.compile(
    r"(?:增加|减少|增长|下降|上升|多|少|降低|同比|环比)了?(?:约|近)?$|[较比与](?:上|去|20\d\d)[^，；。]{0,10}(?:的|相比)?$"
)
"""A difference from another year."""

INVENTORY = re.compile(
    r"信息数|信息总数|类信息|公开属性|制作(?:、?获取)?(?:的)?(?:依申请公开)?(?:政府)?信息|产生(?:的)?政府信息|"
    r"主动公开(?:政府)?(?:信息|公文|文件)?(?:数量?)?\d"
)
"""Documents by their attribute (主动公开65件、依申请公开42件、不予公开44件), which are no applications."""
