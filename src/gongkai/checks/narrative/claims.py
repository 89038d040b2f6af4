"""Prose → typed claims: what a number in a sentence is said to count, in the terms of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from gongkai.checks.narrative.amount import Amount, amounts, squeezed
from gongkai.checks.narrative.claim import Claim, Kind
from gongkai.checks.narrative.nones import none_claims
from gongkai.checks.narrative.patterns import (
    AFTER,
    BEFORE,
    CHANNEL,
    COMPARED,
    DOCUMENTS,
    INVENTORY,
    REASON,
    REASON_ROWS,
    RULES,
    Label,
)
from gongkai.checks.narrative.remedies import remedy_claims
from gongkai.checks.narrative.scope import Scope, Topic, Whose, topic_at, without_titles
from gongkai.report.model import AnnualReport, Passage

__all__ = ["Claim", "Kind", "claims", "claims_in"]

_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_COUNT_UNITS = frozenset({"条", "件", "份", "宗", "起", "个", "次", "件次", "项", "例", "封", "部"})
_SEPARATORS = "，；。：:、（(）)！？"
_HEADING = 24
"""A passage of at most so many characters without a full stop is a heading: it says what the next one is about."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with the words around it: its sentence up to it, the label before it and behind it."""

    amount: Amount
    so_far: str
    before: str
    after: str
    behind: str
    topic: Topic
    under: bool


def claims(report: AnnualReport) -> Iterator[Claim]:
    """The claims of the whole report, section by section. The preamble claims nothing."""
    heading = ""
    for section, passage in report.passages():
        if section == "preamble":
            continue
        yield from claims_in(passage, section, report, heading)
        text = squeezed(passage.text)
        heading = text if len(text) <= _HEADING and "。" not in text else ""


def claims_in(passage: Passage, section: str, report: AnnualReport, heading: str = "") -> Iterator[Claim]:
    """The claims of a paragraph about the report's own year and agency. ``heading`` is the line it stands under."""
    for claim in _claims_of(squeezed(passage.text), section, heading, report.agency, report.year):
        yield replace(claim, page=passage.place.page)


@lru_cache(maxsize=512)
def _claims_of(text: str, section: str, heading: str, agency: str | None, year: int | None) -> tuple[Claim, ...]:
    scope = Scope(agency, year)
    topic = topic_at(heading)
    under = bool(_UNDER.search(heading + text[:_HEADING]))
    if section == "requests":
        topic = Topic.REQUEST
    found: list[Claim] = []
    for match in _SENTENCE.finditer(without_titles(text)):
        sentence = match[0]
        quote = text[match.start() : match.end()]
        told = [
            *_numbers(sentence, section, scope, topic, under=under),
            *none_claims(sentence, section, scope, topic),
        ]
        found += [replace(claim, quote=quote) for claim in told]
        spoken = topic_at(sentence)
        topic = Topic.REQUEST if section == "requests" and spoken is Topic.NONE else spoken
    return tuple(found)


def _numbers(sentence: str, section: str, scope: Scope, topic: Topic, *, under: bool) -> Iterator[Claim]:
    last = 0
    found = amounts(sentence)
    for place, amount in enumerate(found, 1):
        start = max(last, *(sentence.rfind(s, 0, amount.start) + 1 for s in "，；：:！？"))
        before, so_far = _label_before(sentence[start : amount.start]), sentence[: amount.start]
        end = min(amount.end + 30, found[place].start if place < len(found) else len(sentence))
        after = re.split(r"[，；。：:、（(）)！？]", sentence[amount.end : end], maxsplit=1)[0]
        last = amount.end
        if COMPARED.search(before) or scope.of_another_year(so_far):
            continue
        whose = scope.whose(so_far)
        if whose is Whose.OTHERS:
            continue
        spoken = topic_at(sentence, amount.end + len(after))
        if spoken is Topic.NONE and topic is Topic.NONE:
            spoken = topic_at(sentence)
        behind = sentence[amount.end : amount.end + 20]
        number = _Number(amount, so_far, before, after, behind, topic if spoken is Topic.NONE else spoken, under)
        sure = whose is Whose.OWN and not scope.of_unclear_period(so_far)
        for claim in _kinds(number, sentence, section, scope.year):
            yield claim if sure else replace(claim, sure=False)


def _label_before(text: str) -> str:
    """The label without a closed note, 作其他处理（含撤回）3件; an open bracket begins a new label."""
    text = re.sub(r"[（(](?:含|包括|均)[^（）()]*[）)]$", "", text)
    return re.split(r"[（(）)]", text)[-1] if not text.endswith(("）", ")")) else text


def _kinds(number: _Number, sentence: str, section: str, year: int | None) -> Iterator[Claim]:
    amount, before = number.amount, number.before
    if amount.unit == "元":
        if kind := _money(before):
            yield Claim(kind, amount, sentence, section)
        return
    if amount.unit not in _COUNT_UNITS:
        return
    if label := _action(number):
        yield Claim(label.kind, amount, sentence, section, sure=label.sure, open=not _said_to_be_done(before))
    elif "规章" in before and (rule := _labelled(before, RULES)):
        yield Claim(rule.kind, amount, sentence, section, sure=rule.sure and not _NOT_MADE.search(number.so_far[-40:]))
    elif row := _reason_row(before):
        told = number.topic is Topic.REQUEST or section == "requests" or number.after.startswith(_REASONED)
        sure = not INVENTORY.search(number.so_far)
        yield Claim(Kind.REASON, amount, sentence, section, sure=sure, open=not told, row=row)
    elif number.topic is Topic.REMEDY:
        yield from remedy_claims(amount, number.so_far, before, number.after, section, under=number.under)
    elif "规范性文件" in number.so_far + number.after and number.topic in (Topic.DOCUMENT, Topic.NONE):
        yield from _documents(number, section)
    elif number.topic is Topic.REQUEST:
        yield from _requests(number, section, year)
    elif number.topic is Topic.NONE and section == "overview":
        yield from (replace(c, sure=False) for c in _requests(number, section, year) if c.kind in _OUTCOMES)


_UNDER = re.compile(r"依申请公开|监督保障")
"""The aspects of section one under which reviews and lawsuits over disclosure are told."""
_MAY_BE_REASON = re.compile(r"[属现]|禁止|危及|第三方|不掌握|不明确|投诉|出版物|反复|获取")
"""Labels without one of these name no reason: most of them."""
_REASONED = ("不予公开", "不予处理", "无法提供")


def _reason_row(before: str) -> str | None:
    if not _MAY_BE_REASON.search(before):
        return None
    return next((row for row, pattern in REASON_ROWS if pattern.search(before)), None)


_FEES = re.compile(r"行政事业性收费(?:总?金额|总额|收入)?(?:共|共计|合计|为|达|计)*$")
_INFO_FEE = re.compile(r"(?:信息公开|信息)?处理费[^，。；]{0,14}$|收取[^，。；]{0,10}费[^，。；]{0,8}$")


def _money(before: str) -> Kind | None:
    if _FEES.search(before):
        return Kind.FEES
    return Kind.INFO_FEE if _INFO_FEE.search(before) and "行政事业性" not in before else None


_ACTION = re.compile(
    r"(?P<done>作出|做出|实施)?行政(?P<what>许可|处罚|强制)(?P<decision>(?:处理|执行)?决定)?(?:书|数量|数|件数|共|为|计|的|事项)*$"
)
_ACTION_UNITS = frozenset({"件", "宗", "起", "份", "例"})
"""行政许可30项 are items of a list, 行政处罚8条 are published lines."""
_OF_ACTIONS = re.compile(r"行政(?:许可|处罚|强制)(?:决定)?(?:、|和|及|与|以及)$")
_ASKED = re.compile(r"受理|办结|审批|申请|涉及|收到")
_PUBLISHED = re.compile(r"公开|公示|发布|归集|上传|报送|推送|公布|录入")
_ACTIONS = {"许可": Kind.LICENCES, "处罚": Kind.PENALTIES, "强制": Kind.COERCIONS}


def _action(number: _Number) -> Label | None:
    """行政许可决定, 作出行政处罚; what was published may be less than what was decided."""
    match = _ACTION.search(number.before)
    if match is None or _OF_ACTIONS.search(number.before[: match.start()]):
        return None
    told = match["done"] or match["decision"]
    if not told and (number.amount.unit not in _ACTION_UNITS or match[0].endswith("事项")):
        return None
    sure = bool(match["done"]) or not _PUBLISHED.search(number.so_far)
    if not told and _ASKED.search(number.before[: match.start()]):
        sure = False
    return Label(_ACTIONS[match["what"]], _ACTION, sure=sure)


def _said_to_be_done(before: str) -> bool:
    """True for 作出行政处罚 and 行政处罚决定; 行政许可30件 alone may count applications or cases."""
    match = _ACTION.search(before)
    return bool(match and (match["decision"] or match["done"] in ("作出", "做出")))


_NOT_MADE = re.compile(r"累计|历年|起草|代拟|拟订|审查|审核|清理|备案|报送|征求|转发|上级|评估|涉及|解读|修改|修订")
_MAKES = re.compile(r"(?:制发|新?制定|新?制作|印发|出台)(?:了)?(?:[《》＊（）()〔〕\[\]\d号一-鿿]{0,60}等)?$")


def _documents(number: _Number, section: str) -> Iterator[Claim]:
    """What was made, repealed and is in force; what a review of the stock says of it may count other agencies' too."""
    before = number.before
    sure = not _NOT_MADE.search(number.so_far[-40:])
    for label in DOCUMENTS:
        if label.pattern.search(before) and (label.kind is Kind.MADE or "规范性文件" in number.so_far):
            yield Claim(label.kind, number.amount, "", section, sure=sure)
            return
    if re.match(r"(?:行政)?规范性文件", number.after) and _MAKES.search(number.so_far):
        yield Claim(Kind.MADE, number.amount, "", section, sure=sure)


_OF_REQUESTS = re.compile(r"申请|依申请|公开请求|信息公开(?:案件|件)")
_PLAIN = re.compile(r"(?:[的有为共计约数量总件了项达：:]|政府|信息|公开|完毕|申请|受理)*$")
_RECEIVED = re.compile(r"(?:新收到?|收到|接到|接收到?|新增|共收(?!到)|收件)(?P<what>.*)$")
_HANDLED = re.compile(
    r"(?:(?:收到|受理|接收|接到|收)(?:并|和|及|且|、|与)?(?:已|妥善|依法|及时|按时|规范)*(?:答复|办理|处理|办结?|回复|受理)|受理|登记|接办)(?P<what>.*)$"
)
_CONCLUDED = re.compile(r"(?:办结|办复|答复|办理|处理|回复)(?P<what>.*)$")
_ATTRIBUTE = re.compile(r"依申请公开的?(?:政府)?(?:信息)?(?:公开)?(?:共|有|为)*$")
_FLOWS = ((Kind.HANDLED, _HANDLED), (Kind.RECEIVED, _RECEIVED), (Kind.CONCLUDED, _CONCLUDED))
_LONGEST = 45
_ATTRIBUTE_ALONE = re.compile(r"依申请公开(?:申请)?(?:数量?|件数)?(?:[共有为是计达：:])*$")
_BY_ATTRIBUTE = re.compile(r"主动公开|不予公开|属性|公文|发文|文件|信息\d")
_WITH_CARRIED = re.compile(
    r"(?:政府信息公开|信息公开|依申请公开)?(?:申请)?[（(，](?:其中)?(?:含|包括|包含|其中)?(?:上一?年度?|去年|往年|20\d\d年度?)(?:结转|转结|转入)[^，。；）)]*[）)]"
    r"|(?:政府信息公开|信息公开|依申请公开)?(?:申请)?[，（(](?:其中)?(?:含|包括|包含|其中)(?:上一?年度?|去年|往年|20\d\d年度?)(?:结转|转结|转入)"
)
"""受理8件（含上年结转1件）: what was carried in is counted too."""
_WHOSE_REQUEST = re.compile(
    r"(?:(?P<person>自然人|公民|个人)|(?P<company>商业企业)|法人或?其?[他它]?(?:社会)?组织|法人|企业|科研机构|社会公益组织|法律服务机构)"
    r"(?:提出的?|提交的?)?(?:依申请公开|政府信息公开|信息公开)?申请"
)
_PEOPLE_OR_BODIES = frozenset({Kind.NATURAL, Kind.ORGANISATIONS})
_PEOPLE = re.compile(r"自然人|公民|个人")
_BODIES = re.compile(r"法人|企业|组织")
_OUTCOMES = frozenset({Kind.GRANTED, Kind.PARTIAL, Kind.DENIED, Kind.UNABLE, Kind.REFUSED, Kind.OTHER})
_AND = re.compile(r"(?:公开|提供|处理)的?(?:和|或|及|与|、)")
_SETTLED = re.compile(r"[，、；]?(?:均|全部|按时|都)*已?(?:全部|按时|均)*(?:办结|答复|办理)")
_SUBSET = re.compile(
    r"不予|不能|未|延期|结转|转结|撤[回销]|重复|转办|移送|复议|诉讼|补正|超期|逾期|有效|部分|其[他它]|协助|指导|涉及|代|类$"
)
_IN_TIME = re.compile(r"按时|按期|期限|时限|时间内|及时")


def _requests(number: _Number, section: str, year: int | None) -> Iterator[Claim]:
    amount, before, after = number.amount, number.before, number.after
    inventory = bool(INVENTORY.search(number.so_far))
    label = _labelled(before, BEFORE) or _labelled(after, AFTER[:1])
    if label is None and not before.strip("其中对有共另除，和及"):
        label = _labelled(after, AFTER)
    if label is not None and not (label.kind in _PEOPLE_OR_BODIES and _of_all_applicants(before + after)):
        kind = _carried_which_way(label.kind, before + after, year)
        if kind is not None and not _combined(kind, before):
            reason = REASON.search(before) or CHANNEL.search(before)
            yield Claim(kind, amount, "", section, sure=label.sure and not reason and not inventory)
    elif (kind := _applicant_behind(before, after)) and _flow(before):
        yield Claim(kind, amount, "", section, sure=not inventory)
    elif flow := _flow(before):
        sure = not (flow is Kind.CONCLUDED and _IN_TIME.search(before))
        if flow is not Kind.CONCLUDED and _WITH_CARRIED.match(number.behind):
            flow = Kind.TO_HANDLE
        yield Claim(flow, amount, "", section, sure=sure and not number.so_far[: -len(before)].endswith("其中，"))
    elif _ATTRIBUTE.search(before) and _SETTLED.match(number.behind) and not inventory:
        yield Claim(Kind.HANDLED, amount, "", section)
    elif _ATTRIBUTE_ALONE.search(before) and amount.unit in _ACTION_UNITS and not _BY_ATTRIBUTE.search(number.so_far):
        yield Claim(Kind.RECEIVED, amount, "", section, sure=not inventory, open=True)


def _applicant_behind(before: str, after: str) -> Kind | None:
    """收到5件自然人申请: whose these are; None where they are everybody's."""
    match = _WHOSE_REQUEST.match(after)
    if match is None or _of_all_applicants(before + match[0]):
        return None
    if match["company"]:
        return Kind.COMPANIES
    return Kind.NATURAL if match["person"] else Kind.ORGANISATIONS


def _labelled(text: str, labels: tuple[Label, ...]) -> Label | None:
    return next((label for label in labels if label.pattern.search(text)), None)


def _carried_which_way(kind: Kind, words: str, year: int | None) -> Kind | None:
    """结转2024年 is carried in for the report of 2024 and carried out for that of 2023; another year is neither."""
    if kind not in (Kind.CARRIED_IN, Kind.CARRIED_OUT) or year is None:
        return kind
    named = [int(y) for y in re.findall(r"(20\d\d)年", words)]
    if not named:
        return kind
    if named[-1] == year + 1:
        return Kind.CARRIED_OUT
    return Kind.CARRIED_IN if named[-1] in (year, year - 1) else None


def _combined(kind: Kind, before: str) -> bool:
    """True where the label names more than its kind: 主动公开和同意公开, 不予公开、无法提供."""
    return kind in _OUTCOMES and bool(_AND.search(before))


def _of_all_applicants(before: str) -> bool:
    return bool(_PEOPLE.search(before)) == bool(_BODIES.search(before))


def _flow(before: str) -> Kind | None:
    """Received, handled or concluded, where the words say so of all applications."""
    for kind, pattern in _FLOWS:
        match = pattern.search(before)
        if match is None:
            continue
        what = match["what"]
        if not (_PLAIN.fullmatch(what) or (_OF_REQUESTS.search(what) and len(what) <= _LONGEST)):
            return None
        return None if _of_one_kind(before, before[max(0, match.start() - 4) :]) else kind
    return None


def _of_one_kind(before: str, told: str) -> bool:
    """True for a part of the applications: one channel, one sort of applicant, those put off or withdrawn."""
    if _SUBSET.search(re.sub(r"其[他它](?:社会)?组织", "", told)):
        return True
    if CHANNEL.search(before) and not re.search(r"等|各种|各类|多种", before):
        return True
    return not _of_all_applicants(before)
