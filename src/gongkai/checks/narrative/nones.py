"""Claims of none and of all: 未收到申请, 未被申请行政复议, 没有收取信息处理费, 全部办结."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.narrative.claim import Claim, Kind
from gongkai.checks.narrative.remedies import ABOUT_DISCLOSURE
from gongkai.checks.narrative.scope import Scope, Topic, Whose, topic_at

__all__ = ["none_claims"]

_MAY_TELL = re.compile(r"[未无全均都零]|没有|不存在")
"""Sentences without one of these say nothing of none or all: most of them."""
_NOT = (
    r"(?:没有|从未|尚未|未曾|未|无|不存在)"
    r"(?!法|论|关|障碍|缝|来|能|及时|按|经|审|终|结案|规范|明确|充分|完全|告知|履行|予)"
)
_HAPPENED = r"再?(?:收到|接到|接收|接受|受理|发生|产生|出现|办理|有)?(?:过|到)?(?:(?:和|或|、|及)(?:处理|受理|办理))?"
_NO_REQUEST = re.compile(
    rf"{_NOT}{_HAPPENED}(?P<who>[^，。；！？]{{0,45}}?)(?:申请(?!人|书|表)|公开诉求|公开请求)(?P<after>[^，。；！？]{{0,16}})"
)
_NO_DEMAND = re.compile(
    r"(?:没有|未|无)(?:收到|接到)(?P<who>[^，。；！？]{0,20})要求(?:公开|获取|提供)(?:政府)?信息"
    r"(?P<after>[^，。；！？]{0,6})"
)
_SOMETHING_ELSE = re.compile(r"复议|诉讼|投诉|举报|超期|逾期|延期|引发|引起|收费|费用|而|败诉|追责|补正|撤[回销]")
_ONE_KIND = re.compile(
    r"网上|网络|书面|当面|邮寄|信函|传真|超期|逾期|重复|不予公开|部分公开|涉密|撤销|收费|复议|诉讼|许可|救助|延期|补正|结转|转结"
    r"|第三方|商业秘密"
)
_OF_DISCLOSURE = re.compile(r"信息|公开|依申请|依法申请")

_NO_REMEDY = re.compile(
    rf"{_NOT}(?P<gap>[^，。；！？]{{0,40}}?)(?P<what>复议|诉讼|起诉)(?P<after>[^，。；！？]{{0,20}})"
)
_NOT_A_CASE = re.compile(r"告知|权利|途径|渠道|救济|化解|避免|减少|期限|经$|审结")
_LOST = re.compile(r"败诉|纠错|纠正|撤销|责令|确认违法|应诉|支持|追责")
_ROUND = 8

_NO_FEE = re.compile(rf"{_NOT}[^。；，]{{0,24}}?(?:收取|收费|产生|征收|发生)[^。；，]{{0,20}}")
_OF_REQUESTS = re.compile(r"信息公开|申请")
_NONE_MADE = re.compile(r"(?:没有|未|无)(?:新)?(?:制发|制定|出台|印发)[^。；，]{0,8}规范性文件")
_NONE_REPEALED = re.compile(r"(?:没有|未|无)废止[^。；，]{0,8}规范性文件")
_NONE_OUT = re.compile(
    r"(?<![年度])无结转(?=[，。；]|$)|(?:没有|未|无)(?:申请)?(?:结转(?:至|到)?下一?年|下一?年度?结转|转下一?年)"
)
_NONE_IN = re.compile(r"(?:没有|无)(?:上一?年度?)结转")
_ALL_DONE = re.compile(
    r"(?:全部|均已?|已全部|皆已?|都已?)(?P<how>[^，。；：]{0,20}?)(?P<verb>办结|办理完毕|办理结束|办复|答复|回复)(?!率|后|书|意见|内容)"
)
_IN_TIME = re.compile(r"时|期|限")
_COUNTED = re.compile(r"(?:办结|办复|答复)[^，。；]{0,12}\d+件[^，。；]{0,4}[，,]$")
"""办结30件，均已答复: all of these, of which the number is told already."""
_CARRIED_IN = re.compile(
    r"(?:上一?年度?|去年|往年|20\d\d年度?)(?:结转|转结|转入)|(?:没有|无)(?:结转|转结)(?=[，。；]|$)"
)
_LEFT = re.compile(r"结转|转结|转下|转至|顺延|尚在|正在|未到期|未办结|其余|剩余|余下|除")
_NO_ATTRIBUTE = re.compile(r"依申请公开(?:申请)?(?:数量?|件数)?(?:为|是)零(?=[，。；]|$)")
_NO_ACTION = re.compile(
    r"(?P<done>(?:未|没有)(?:实施|作出|做出|开展|发生)过?)?(?P<none>(?<!有)(?:没有|无))?(?:任何)?"
    r"(?P<what>行政(?:许可|处罚|强制)(?:决定|行为|案件)?(?:(?:、|和|及|与|或|以及)行政(?:许可|处罚|强制)(?:决定|行为|案件)?)*)"
    r"(?P<items>事项)?(?:的情况|情况)?(?=[，。；]|$)"
)
_ACTIONS = {"许可": Kind.LICENCES, "处罚": Kind.PENALTIES, "强制": Kind.COERCIONS}
_OWN_HEAD = re.compile(
    r"(?:20\d\d年度?|本年度?|今年|全年|年内|一年来|[我本](?:局|委|办|厅|院|站|机关|单位|镇|乡|街道?|中心)|均|也|，)*"
)


def none_claims(sentence: str, section: str, scope: Scope, topic: Topic) -> Iterator[Claim]:
    """What a sentence says there was none of, or that all of it was done. ``topic`` is what went before it."""
    if not _MAY_TELL.search(sentence):
        return
    if scope.of_another_year(sentence) and not re.search(rf"{scope.year}年|本年", sentence):
        return
    whose = scope.whose(sentence)
    if whose is Whose.OTHERS:
        return
    sure = whose is Whose.OWN
    if "行政" in sentence:
        yield from _no_action(sentence, section, sure=sure)
    if "零" in sentence and _NO_ATTRIBUTE.search(sentence) and "主动公开" not in sentence:
        yield Claim(Kind.RECEIVED, None, sentence, section, none=True, sure=sure, open=True)
    for kind in _none_kinds(sentence, section):
        yield Claim(kind, None, sentence, section, none=True, sure=sure)
    yield from _all(sentence, section, topic, sure=sure)


def _no_action(sentence: str, section: str, *, sure: bool) -> Iterator[Claim]:
    """未实施行政处罚, 本单位没有行政许可; whose it is stays open where the clause begins with somebody else."""
    for match in _NO_ACTION.finditer(sentence):
        if not (match["done"] or match["none"]):
            continue
        start = max(sentence.rfind(mark, 0, match.start()) for mark in "，；：。") + 1
        own = bool(_OWN_HEAD.fullmatch(sentence[start : match.start()]))
        for what in re.findall(r"许可|处罚|强制", match["what"]):
            yield Claim(
                _ACTIONS[what], None, sentence, section, none=True, sure=sure, open=not own or bool(match["items"])
            )


def _none_kinds(sentence: str, section: str) -> Iterator[Kind]:
    if _no_request(sentence):
        yield Kind.RECEIVED
    yield from dict.fromkeys(_no_remedy(sentence, section))
    for match in _NO_FEE.finditer(sentence):
        if "处理费" in match[0] or ("费" in match[0] and (section == "other" or _OF_REQUESTS.search(match[0]))):
            yield Kind.INFO_FEE
            break
    if _NONE_MADE.search(sentence):
        yield Kind.MADE
    if _NONE_REPEALED.search(sentence):
        yield Kind.REPEALED
    if _NONE_OUT.search(sentence):
        yield Kind.CARRIED_OUT
    if _NONE_IN.search(sentence):
        yield Kind.CARRIED_IN


def _no_request(sentence: str) -> bool:
    for match in (*_NO_REQUEST.finditer(sentence), *_NO_DEMAND.finditer(sentence)):
        who, after = match["who"], match["after"]
        natural, organisation = re.search(r"自然人|公民|个人|群众", who), re.search(r"法人|企业", who)
        if _SOMETHING_ELSE.search(after) or (_ONE_KIND.search(who) and "任何" not in who):
            continue
        if organisation and not natural:
            continue
        if _OF_DISCLOSURE.search(match[0]) or topic_at(sentence, match.end()) is Topic.REQUEST:
            return True
    return False


def _no_remedy(sentence: str, section: str) -> Iterator[Kind]:
    for match in _NO_REMEDY.finditer(sentence):
        after = match["after"]
        around = sentence[max(0, match.start() - _ROUND) : match.end()]
        if _LOST.search(around) or _NOT_A_CASE.search(match["gap"] + after):
            continue
        if not (section == "remedies" or ABOUT_DISCLOSURE.search(sentence) or "复议" in sentence):
            continue
        if match["what"] == "复议":
            yield Kind.REVIEWS
        if match["what"] != "复议" or re.search(r"诉讼|起诉", after):
            yield Kind.LAWSUITS


def _all(sentence: str, section: str, topic: Topic, *, sure: bool) -> Iterator[Claim]:
    match = _ALL_DONE.search(sentence)
    if match is None or _LEFT.search(_CARRIED_IN.sub("", sentence)) or _COUNTED.search(sentence[: match.start()]):
        return
    spoken = topic_at(sentence, match.start())
    if (topic if spoken is Topic.NONE else spoken) is not Topic.REQUEST:
        return
    soft = bool(_IN_TIME.search(match["how"])) or match["verb"] in ("答复", "回复")
    yield Claim(Kind.ALL_CONCLUDED, None, sentence, section, in_time=soft, sure=sure)
