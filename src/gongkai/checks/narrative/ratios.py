"""N-RATIO: rates and shares in the prose, each worked out again from the numbers beside it or in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import COUNTS, Amount, amounts, squeezed
from gongkai.checks.narrative.parts import find_sums
from gongkai.checks.narrative.scope import Scope, Topic, Whose, topic_at, without_titles
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check
from gongkai.report.model import AnnualReport

_RATE = re.compile(r"(?P<name>[一-鿿]{1,12}?率)(?:均|都|已)?(?:达到了?|达|为|是|约|高达|保持在|稳定在|[:：])*$")
_SHARE = re.compile(r"(?:约)?占(?:比|总数|总量|全部|全年|全市|全县|全区|公开|申请|主动公开)?[^，。；%\d]{0,12}$")
_ELSEWHERE = re.compile(r"占(?:全(?:国|省|市|县|区)|同期|上年|去年|财政|预算|应)")
_GROWTH = re.compile(r"增长|下降|提升|提高|减少|同比|环比|上升|增加|降低|较上年|比上年|幅")
_IN_TIME = re.compile(r"按时|按期|及时|限时|法定|规定|期限|如期|规范|依法|准确")
_CONCLUDED = re.compile(r"(?:办结|答复|办理|处理|办复|回复)率$")
_INTERPRETED = re.compile(r"解读率$")
_MAY_PASS_100 = re.compile(r"增长|增幅|完成|变化|覆盖面|增速|倍")
_MADE = re.compile(r"(?:制发|制定|印发|出台)[^，。；]{0,12}(?:规范性文件|政策性?文件|政策)[^，。；]{0,4}$")
_ISSUED = re.compile(r"(?:制发|制定|印发|出台|发布|公开)[^，。；、]{0,6}(?:规范性文件|政策性?文件|政策)[的共计]*$")
_READINGS = re.compile(r"解读[^，。；、]{0,8}$")
_HUNDRED = Decimal(100)
_NEAR = 12
"""At most so many characters stand between a part and the share it has."""


@dataclass(frozen=True, slots=True)
class _Percentage:
    """A percentage in its paragraph: the paragraph, its numbers, its sentence up to the percentage, and the section."""

    text: str
    found: tuple[Amount, ...]
    amount: Amount
    section: str
    scope: Scope

    @property
    def before(self) -> str:
        return self.text[max(0, self.amount.start - 24) : self.amount.start]

    @property
    def so_far(self) -> str:
        """The sentence up to the percentage."""
        start = max(self.text.rfind(mark, 0, self.amount.start) for mark in "。！？") + 1
        return self.text[start : self.amount.start]

    @property
    def sentence(self) -> str:
        start = max(self.text.rfind(mark, 0, self.amount.start) for mark in "。；！？") + 1
        ends = [i for mark in "。；！？" if (i := self.text.find(mark, self.amount.end)) >= 0]
        return self.text[start : min(ends, default=len(self.text))]


@check(
    "N-RATIO",
    "比率",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "“{name}{percent}”与数字不符：{part}÷{whole}＝{due}{instead}",
        "over": "“{name}{percent}”超过100%，这样的比率不会大于100%",
        "share": "“占{percent}”：{part}在文中各总数里都得不出这个比例，{part}÷{whole}＝{due}",
        "other": "“{name}{percent}”按本年新收{part}÷{whole}计算相符，按新收加上年结转计算是{due}，请注明口径",
    },
)
def ratios(subject: Subject) -> Iterator[Seen | Hold]:
    """A rate or a share follows from the numbers it is a ratio of."""
    report = subject.report
    scope = Scope(report.agency, report.year)
    for section, passage in report.passages():
        text = without_titles(squeezed(passage.text))
        if "%" not in text or section == "preamble":
            continue
        found = amounts(text)
        for amount in found:
            if amount.unit != "%" or not amount.exact:
                continue
            one = _Percentage(text, found, amount, section, scope)
            answer = _answer(report, one)
            if isinstance(answer, Hold):
                yield Hold(section_name(section), answer.what)
            elif answer is not None:
                yield Seen(
                    section_name(section),
                    f"sections.{section}",
                    answer.values,
                    expected=answer.expected,
                    found=amount.text,
                    quote=one.sentence,
                    page=passage.place.page,
                    case=answer.case,
                    severity=answer.severity,
                )


def _fits(percent: Decimal, part: Decimal, whole: Decimal) -> bool:
    """True when part of whole, rounded or cut off as the percentage is written, gives the percentage."""
    if not whole:
        return False
    exponent = percent.as_tuple().exponent
    unit = Decimal(1).scaleb(int(exponent)) if isinstance(exponent, int) else Decimal(1)
    return abs(part * _HUNDRED / whole - percent) < unit


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{(part * _HUNDRED / whole).quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}%"


def _answer(report: AnnualReport, one: _Percentage) -> Seen | Hold | None:
    if rate := _RATE.search(one.before):
        name = re.split(r"[的了和及与，。；、]", rate["name"])[-1]
        if _GROWTH.search(one.before[-10:]) and not one.before.endswith(rate[0]):
            return None
        return _rate(report, one, name)
    if _SHARE.search(one.before) and not _GROWTH.search(one.before[-8:]) and not _ELSEWHERE.search(one.before):
        return _share(one)
    return None


def _rate(report: AnnualReport, one: _Percentage, name: str) -> Seen | Hold | None:
    values: dict[str, object] = {"name": name, "percent": one.amount.text, "instead": ""}
    answer: Seen | Hold | None = None
    if _INTERPRETED.search(name):
        answer = _interpretations(report, one, values)
    elif _CONCLUDED.search(name) and not _IN_TIME.search(one.before[-14:]) and _of_requests(one):
        answer = _concluded(report, one.amount, values)
    if answer is None and one.amount.low > _HUNDRED and not _MAY_PASS_100.search(name):
        return Seen("", values=values, expected="不大于100%", case="over")
    return answer


def _of_requests(one: _Percentage) -> bool:
    """True where the sentence, or the one before it, speaks of the agency's own applications of this year last."""
    topic = topic_at(one.so_far)
    if topic is Topic.NONE:
        previous = one.text[: one.amount.start - len(one.so_far)].rstrip("。！？")
        topic = topic_at(re.split(r"[。！？]", previous)[-1])
    if topic is Topic.NONE and one.section == "requests":
        topic = Topic.REQUEST
    own = one.scope.whose(one.so_far) is Whose.OWN and not one.scope.of_another_year(one.so_far)
    return topic is Topic.REQUEST and own


def _interpretations(report: AnnualReport, one: _Percentage, values: dict[str, object]) -> Seen | Hold | None:
    """解读率: interpretations by documents, both as the prose and table 2 give them.

    A document may have several interpretations, so a rate up to 100% is wrong only where there are too few of them.
    """
    percent = one.amount.low
    readings = [
        a.low for a in one.found if a.exact and a.unit in COUNTS and _READINGS.search(one.text[: a.start][-14:])
    ]
    made = [
        a.low
        for _, passage in report.passages()
        for a in amounts(squeezed(passage.text))
        if a.exact and _MADE.search(squeezed(passage.text)[: a.start][-24:])
    ]
    issued = [a.low for a in amounts(one.so_far) if a.exact and _ISSUED.search(one.so_far[: a.start])]
    stated = report.table2.value("normative_documents", "made")
    documents = [d for d in [*issued, *made] or ([Decimal(stated)] if stated is not None else []) if d]
    if not readings or not documents:
        return None
    if any(_fits(percent, part, whole) for part in readings for whole in documents):
        return Hold("", f"解读率{one.amount.text}与所列数字相符")
    if percent <= _HUNDRED:
        return _too_few(one, values)
    part, whole = readings[-1], documents[-1]
    due = _percent(part, whole)
    meant = (percent * whole / _HUNDRED).quantize(Decimal(1), ROUND_HALF_UP)
    instead = f"，{one.amount.text}是{meant}÷{whole}" if _fits(percent, meant, whole) else ""
    instead += "；比率大于100%，应是平均每件的解读份数"
    return Seen("", values=values | {"part": part, "whole": whole, "due": due, "instead": instead}, expected=due)


def _too_few(one: _Percentage, values: dict[str, object]) -> Seen | None:
    """A rate above that of one interpretation a document: 解读7件 of 10 gives 70% at most."""
    found = [a for a in amounts(one.so_far) if a.exact and a.unit in COUNTS]
    if len(found) != 2 or not _READINGS.search(one.so_far[: found[1].start][-14:]):
        return None
    whole, part = found[0].low, found[1].low
    if not _ISSUED.search(one.so_far[: found[0].start]) or part >= whole or part * _HUNDRED >= one.amount.low * whole:
        return None
    due = _percent(part, whole)
    return Seen("", values=values | {"part": part, "whole": whole, "due": due}, expected=due)


def _concluded(report: AnnualReport, amount: Amount, values: dict[str, object]) -> Seen | Hold | None:
    """办结率: concluded by received and carried in; by received alone is the other usual meaning."""
    cells = [report.table3.value(row, "total") for row in ("received", "carried_in", "concluded")]
    if any(c is None for c in cells):
        return None
    received, carried_in, concluded = (Decimal(c) for c in cells if c is not None)
    if not received + carried_in:
        return None
    if _fits(amount.low, concluded, received + carried_in):
        return Hold("", f"{values['name']}{amount.text}＝{concluded}÷{received + carried_in}")
    due = _percent(concluded, received + carried_in)
    if received and _fits(amount.low, concluded, received):
        told = values | {"part": concluded, "whole": received, "due": due}
        return Seen("", values=told, expected=due, case="other", severity=Severity.NOTICE)
    told = values | {"part": f"办结{concluded}件", "whole": f"应办{received + carried_in}件", "due": due}
    return Seen("", values=told, expected=due)


def _share(one: _Percentage) -> Seen | Hold | None:
    """占…%: right if of any total that stands before it; wrong only if of the total of its own list and of no other."""
    before = [a for a in one.found if a.end <= one.amount.start and a.unit in COUNTS and a.exact]
    if not before:
        return None
    part = before[-1]
    between = one.text[part.end : one.amount.start]
    if len(between) > _NEAR or re.search(r"[。；]", between):
        return None
    wholes = [a.low for a in before[:-1] if a.unit == part.unit and a.low >= part.low]
    if any(_fits(one.amount.low, part.low, whole) for whole in wholes):
        return Hold("", f"{part.text}占{one.amount.text}")
    total = _total_of(one, part)
    if total is None:
        return None
    due = _percent(part.low, total.low)
    values: dict[str, object] = {"percent": one.amount.text, "part": part.text, "whole": total.text, "due": due}
    return Seen("", values=values, expected=due, case="share")


def _total_of(one: _Percentage, part: Amount) -> Amount | None:
    """The total of the list that the part stands in, None where the list itself does not tell of what it is a share."""
    for found in find_sums(one.text):
        if any(p.start == part.start for p in found.parts):
            share_of_list = _fits(one.amount.low, part.low, found.range[0])
            return None if share_of_list or not found.total.exact else found.total
    marker = one.so_far.rfind("其中")
    start = one.amount.start - len(one.so_far)
    inside = [a for a in one.found if start <= a.end <= start + marker and a.unit == part.unit and a.exact]
    alone = len([a for a in one.found if start + marker < a.start <= part.start and a.unit == part.unit]) == 1
    return inside[-1] if marker >= 0 and inside and alone and inside[-1].low >= part.low else None
