"""N-RATIO: rates and shares in the prose, each worked out again from the numbers beside it or in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import COUNTS, Amount, amounts, squeezed
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check
from gongkai.report.model import AnnualReport

_RATE = re.compile(r"(?P<name>[一-鿿]{1,12}?率)(?:均|都|已)?(?:达到了?|达|为|是|约|高达|保持在|稳定在|[:：])*$")
_SHARE = re.compile(r"(?:约)?占(?:比|总数|总量|全部|全年|全市|全县|全区|公开|申请|主动公开)?[^，。；%\d]{0,12}$")
_GROWTH = re.compile(r"增长|下降|提升|提高|减少|同比|环比|上升|增加|降低|较上年|比上年|幅")
_IN_TIME = re.compile(r"按时|按期|及时|限时|法定|规定|期限|如期")
_CONCLUDED = re.compile(r"(?:办结|答复|办理|处理|办复|回复)率$")
_INTERPRETED = re.compile(r"解读率$")
_MADE = re.compile(r"(?:制发|制定|印发|出台)[^，。；]{0,12}(?:规范性文件|政策性?文件|政策)[^，。；]{0,4}$")
_READINGS = re.compile(r"解读[^，。；、]{0,8}$")
_HUNDRED = Decimal(100)


def _fits(percent: Decimal, part: Decimal, whole: Decimal) -> bool:
    """True when part of whole, rounded or cut off as the percentage is written, gives the percentage."""
    if not whole:
        return False
    exponent = percent.as_tuple().exponent
    unit = Decimal(1).scaleb(int(exponent)) if isinstance(exponent, int) else Decimal(1)
    return abs(part * _HUNDRED / whole - percent) < unit


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{(part * _HUNDRED / whole).quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}%"


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
    for section, passage in report.passages():
        text = squeezed(passage.text)
        if "%" not in text or section == "preamble":
            continue
        found = amounts(text)
        for amount in found:
            if amount.unit != "%" or not amount.exact:
                continue
            before = text[max(0, amount.start - 24) : amount.start]
            answer = _answer(report, text, found, amount, before)
            if isinstance(answer, Hold):
                yield Hold(section_name(section), answer.what)
            elif answer is not None:
                yield Seen(
                    section_name(section),
                    f"sections.{section}",
                    answer.values,
                    expected=answer.expected,
                    found=amount.text,
                    quote=_sentence(text, amount),
                    page=passage.place.page,
                    case=answer.case,
                    severity=answer.severity,
                )


def _sentence(text: str, amount: Amount) -> str:
    start = max(text.rfind(mark, 0, amount.start) for mark in "。；！？") + 1
    end = min((i for mark in "。；！？" if (i := text.find(mark, amount.end)) >= 0), default=len(text))
    return text[start:end]


def _answer(
    report: AnnualReport, text: str, found: tuple[Amount, ...], amount: Amount, before: str
) -> Seen | Hold | None:
    if rate := _RATE.search(before):
        name = re.split(r"[的了和及与，。；、]", rate["name"])[-1]
        if _GROWTH.search(before[-10:]) and not before.endswith(rate[0]):
            return None
        return _rate(report, text, found, amount, name)
    if _SHARE.search(before) and not _GROWTH.search(before[-8:]):
        return _share(text, found, amount)
    return None


def _rate(report: AnnualReport, text: str, found: tuple[Amount, ...], amount: Amount, name: str) -> Seen | Hold | None:
    percent = amount.low
    values: dict[str, object] = {"name": name, "percent": amount.text, "instead": ""}
    if _INTERPRETED.search(name):
        answer = _interpretations(report, text, found, amount, values)
    elif _CONCLUDED.search(name) and not _IN_TIME.search(text[max(0, amount.start - 14) : amount.start]):
        answer = _concluded(report, amount, values)
    else:
        answer = None
    if answer is None and percent > _HUNDRED and not re.search(r"增长|增幅|完成|变化|覆盖面", name):
        return Seen("", values=values, expected="不大于100%", case="over")
    return answer


def _interpretations(
    report: AnnualReport, text: str, found: tuple[Amount, ...], amount: Amount, values: dict[str, object]
) -> Seen | Hold | None:
    """解读率: interpretations by documents, both as the prose and table 2 give them."""
    readings = [a.low for a in found if a.exact and a.unit in COUNTS and _READINGS.search(text[: a.start][-14:])]
    made = [
        a.low
        for _, passage in report.passages()
        for a in amounts(squeezed(passage.text))
        if a.exact and _MADE.search(squeezed(passage.text)[: a.start][-24:])
    ]
    stated = report.table2.value("normative_documents", "made")
    documents = [d for d in made or ([Decimal(stated)] if stated is not None else []) if d]
    if not readings or not documents:
        return None
    if any(_fits(amount.low, part, whole) for part in readings for whole in documents):
        return Hold("", f"解读率{amount.text}与所列数字相符")
    part, whole = readings[-1], documents[-1]
    due = _percent(part, whole)
    meant = (amount.low * whole / _HUNDRED).quantize(Decimal(1), ROUND_HALF_UP)
    instead = f"，{amount.text}是{meant}÷{whole}" if _fits(amount.low, meant, whole) else ""
    over = "；比率大于100%，应是平均每件的解读份数" if amount.low > _HUNDRED else ""
    return Seen("", values=values | {"part": part, "whole": whole, "due": due, "instead": instead + over}, expected=due)


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


def _share(text: str, found: tuple[Amount, ...], amount: Amount) -> Seen | Hold | None:
    """占…%: of some total of the same unit that stands before it in the paragraph."""
    before = [a for a in found if a.end <= amount.start and a.unit in COUNTS and a.exact]
    if len(before) < 2:
        return None
    part = before[-1]
    if amount.start - part.end > 12 or re.search(r"[。；]", text[part.end : amount.start]):
        return None
    wholes = [a for a in before[:-1] if a.unit == part.unit and a.low >= part.low]
    if not wholes:
        return None
    if any(_fits(amount.low, part.low, whole.low) for whole in wholes):
        return Hold("", f"{part.text}占{amount.text}")
    total = max(wholes, key=lambda a: a.low)
    due = _percent(part.low, total.low)
    values: dict[str, object] = {"percent": amount.text, "part": part.text, "whole": total.text, "due": due}
    return Seen("", values=values, expected=due, case="share")
