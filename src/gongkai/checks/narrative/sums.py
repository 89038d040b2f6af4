"""N-SUM: totals with their parts, 共N条，其中…, also in brackets and across a full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import COUNTS, Amount, amounts, squeezed
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check

__all__ = ["Sum", "find_sums"]

_OF_WHICH = re.compile(r"其中(?:包括|包含|含有?|有|为|分别为)?|分别为|分别是|具体为")
_BRACKET = re.compile(r"[（(]")
_CLOSE = {"（": "）", "(": ")"}
_REST = re.compile(r"其余|其他|其它|剩余|余下")
_COMPARED = re.compile(
    r"(?:增加|减少|增长|下降|上升|提升|降低|增幅|降幅|多|少|同比|环比|较上年|比上年|比去年|较去年|比\d{4}年)了?(?:约|近)?$"
)
_STATUS = re.compile(r"办结|答复|处理|结转|受理|完成|整改|回复|已|按时|按期|均|采纳|涉及|更新|关停|占")
_GAP = 24
"""At most so many characters stand between a total and 其中."""
_NEARLY = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts. ``whole`` is True where the words say that the parts are all (其余, 分别为).

    ``breaks`` are the counts of parts after which a comma lets the sentence go on to other things.
    """

    total: Amount
    parts: tuple[Amount, ...]
    whole: bool
    status: bool
    quote: str
    breaks: frozenset[int]

    @property
    def range(self) -> tuple[Decimal, Decimal | None]:
        """The least and the greatest that the parts together can be."""
        return _range(self.parts)

    @property
    def held(self) -> tuple[Amount, ...] | None:
        """The parts, from the first on, that make the total; None when none do."""
        for count in range(len(self.parts), 1, -1):
            if (count == len(self.parts) or count in self.breaks) and self.total.meets(*_range(self.parts[:count])):
                return self.parts[:count]
        return None


def _range(parts: tuple[Amount, ...]) -> tuple[Decimal, Decimal | None]:
    low = sum((p.low for p in parts), Decimal(0))
    return low, None if any(p.high is None for p in parts) else sum((p.high or Decimal(0) for p in parts), Decimal(0))


def find_sums(text: str) -> Iterator[Sum]:
    """Totals with two parts and more in a squeezed text."""
    all_amounts = amounts(text)
    for marker in _OF_WHICH.finditer(text):
        total = _total_before(text, all_amounts, marker.start())
        if total is None:
            continue
        end = _end_of_parts(text, marker.start(), marker.end())
        parts, whole = _parts(text, all_amounts, marker.end(), end, total.unit)
        if len(parts) >= 2:
            whole = whole or marker[0].endswith(("分别为", "分别是"))
            yield _sum(text, total, parts, whole=whole, end=end)
    for bracket in _BRACKET.finditer(text):
        inner = text[bracket.end() : bracket.end() + 3]
        before = [a for a in all_amounts if a.end == bracket.start()]
        if before and not inner.startswith(("其中", "分别", "具体")) and before[0].unit in COUNTS:
            end = _closing(text, bracket.start())
            parts, whole = _parts(text, all_amounts, bracket.end(), end, before[0].unit)
            if len(parts) >= 2:
                yield _sum(text, before[0], parts, whole=whole, end=end)


def _sum(text: str, total: Amount, parts: tuple[Amount, ...], *, whole: bool, end: int) -> Sum:
    labels = text[total.end : end]
    breaks = frozenset(i for i, p in enumerate(parts, 1) if text[p.end : p.end + 1] not in ("、", "和", "及", "与"))
    quote = text[total.start : min(end, parts[-1].end)]
    return Sum(total, parts, whole, bool(_STATUS.search(labels)), quote, breaks)


def _total_before(text: str, found: tuple[Amount, ...], at: int) -> Amount | None:
    for amount in reversed([a for a in found if a.end <= at]):
        between = text[amount.end : at]
        if len(between) > _GAP and not _compares_between(text, found, amount, at):
            return None
        if amount.unit not in COUNTS and amount.unit != "元":
            continue
        if _is_compared(text, amount):
            continue
        if re.search(r"[。；].*[一-鿿]{3,}", between):
            return None
        return amount
    return None


def _compares_between(text: str, found: tuple[Amount, ...], amount: Amount, at: int) -> bool:
    return any(amount.end <= a.start < at and _is_compared(text, a) for a in found)


def _is_compared(text: str, amount: Amount) -> bool:
    return bool(_COMPARED.search(text[max(0, amount.start - 12) : amount.start]))


def _end_of_parts(text: str, marker: int, start: int) -> int:
    """Where the parts end: at the bracket that holds them, at the full stop, at the next 其中."""
    depth = 0
    inside = _open_bracket(text, marker)
    for index in range(start, len(text)):
        char = text[index]
        if char in "（(":
            depth += 1
        elif char in "）)":
            if depth == 0:
                return index if inside else index + 1
            depth -= 1
        elif depth == 0 and (char in "。！？" or text.startswith("其中", index)):
            return index
    return len(text)


def _open_bracket(text: str, at: int) -> bool:
    return text[:at].count("（") + text[:at].count("(") > text[:at].count("）") + text[:at].count(")")


def _closing(text: str, at: int) -> int:
    end = text.find(_CLOSE[text[at]], at)
    return end if end >= 0 else len(text)


def _parts(text: str, found: tuple[Amount, ...], start: int, end: int, unit: str) -> tuple[tuple[Amount, ...], bool]:
    """The parts between two places that have the total's unit, and whether one of them is all the rest."""
    parts: list[Amount] = []
    whole = False
    last = start
    for amount in found:
        if amount.start < start or amount.end > end:
            continue
        label = text[last : amount.start]
        depth = label.count("（") + label.count("(") - label.count("）") - label.count(")")
        last = amount.end
        if depth > 0:  # a part of a part
            last = amount.start - len(label.rpartition("（")[2]) - 1
            continue
        if amount.unit != unit or _is_compared(text, amount):
            continue
        whole = whole or bool(_REST.search(label[-8:]))
        parts.append(amount)
    return tuple(parts), whole


@check(
    "N-SUM",
    "总数与分项之和",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "“{total}”的各分项{sum}，{gap}",
        "over": "“{total}”的各分项{sum}，大于总数，请核对总数或者分类是否重复计算",
    },
)
def totals(subject: Subject) -> Iterator[Seen | Hold]:
    """A total in the prose equals the sum of the parts that follow it."""
    for section, passage in subject.report.passages():
        if section == "preamble":
            continue
        for one in find_sums(squeezed(passage.text)):
            shown = "＋".join(p.text.removesuffix(p.unit) for p in one.parts)
            low, high = one.range
            if (held := one.held) is not None:
                told = "＋".join(p.text.removesuffix(p.unit) for p in held)
                yield Hold(section_name(section), f"{one.total.text}：{told}")
                continue
            case = _wrong(one)
            if case is None:
                continue
            yield Seen(
                section_name(section),
                f"sections.{section}",
                {"total": one.total.text, "sum": f"{shown}＝{low}{'以上' if high is None else ''}", "gap": _gap(one)},
                expected=one.total.text,
                found=int(low) if low == int(low) else str(low),
                quote=one.quote,
                page=passage.place.page,
                case="" if case is Severity.WARNING else "over",
                severity=case,
            )


def _wrong(one: Sum) -> Severity | None:
    """How sure it is that parts which do not make the total are wrong; None where they may be just some of it."""
    low, high = one.range
    if one.whole:
        return Severity.WARNING
    if one.total.high is not None and low > one.total.high:
        if one.status:
            return None
        return Severity.WARNING if len(one.parts) >= 3 else Severity.NOTICE
    if len(one.parts) >= 3 and not one.status and high is not None and high >= one.total.low * _NEARLY:
        return Severity.WARNING
    return None


def _gap(one: Sum) -> str:
    low, high = one.range
    roughly = "" if one.total.exact else "至少"
    if high is not None and high < one.total.low:
        return f"比所说的总数{roughly}少{one.total.low - high}"
    most = one.total.high
    return f"比所说的总数{roughly}多{low - most}" if most is not None else "与总数不符"
