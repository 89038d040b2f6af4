"""Totals with their parts in prose: 共N条，其中…, in brackets, behind 包括 and a colon, and 合计 behind its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.checks.narrative.amount import COUNTS, Amount, amounts

__all__ = ["Sum", "find_sums"]

_OF_WHICH = re.compile(
    r"其中(?:主要)?(?:包括|包含|含有?|有|为|分别为|是)?[:：]?|分别[为是]|具体为|(?<=[，,])(?:主要)?(?:包括|包含)"
    r"|(?<=[条件篇份项个次宗起])[:：]"
)
_EXHAUSTIVE = ("分别为", "分别是", "具体为")
_BRACKET = re.compile(r"[（(](?!其中|分别|具体)")
_REST = re.compile(
    r"^(?:其余|剩余|余下|其[他它](?!处理|组织|部门|单位|法律|权力|行政|机关|媒体|平台|渠道|地区|结果|县|乡|镇))"
)
_INSIDE = re.compile(r"^(?:含|包括|内含|包含)")
_COMPARED = re.compile(
    r"(?:增加|减少|增长|下降|上升|提升|降低|增幅|降幅|多|少|同比|环比|较上年|比上年|比去年|较去年|比\d{4}年)了?(?:约|近)?$"
)
_STATUS = re.compile(r"办结|答复|处理|结转|受理|完成|整改|回复|已|按时|按期|均|采纳|涉及|更新|关停|占")
_BARE = re.compile(r"(?<=[一-鿿”\"])\d+(?=[，、；。占）)])")
_GAP = 24
"""At most so many characters stand between a total and 其中."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts. ``whole`` is True where the words say that the parts are all (其余, 分别为).

    ``others`` are parts in other units (文件3个 among 条); ``open`` is True where the list need not be all: 等, 主要, a
    part without a unit. ``sure`` is False for a total that stands too far from its parts. ``breaks`` are the counts of
    parts after which a comma lets the sentence go on to other things.
    """

    total: Amount
    parts: tuple[Amount, ...]
    others: tuple[Amount, ...]
    whole: bool
    open: bool
    status: bool
    sure: bool
    quote: str
    breaks: frozenset[int]

    @property
    def range(self) -> tuple[Decimal, Decimal | None]:
        """The least and the greatest that the parts together can be."""
        return _range(self.parts)

    @property
    def held(self) -> tuple[Amount, ...] | None:
        """The parts that make the total: from the first on, or with those in other units; None when none do."""
        for count in range(len(self.parts), 1, -1):
            if (count == len(self.parts) or count in self.breaks) and self.total.meets(*_range(self.parts[:count])):
                return self.parts[:count]
        every = tuple(sorted((*self.parts, *self.others), key=lambda a: a.start))
        return every if self.others and self.total.meets(*_range(every)) else None


def _range(parts: tuple[Amount, ...]) -> tuple[Decimal, Decimal | None]:
    low = sum((p.low for p in parts), Decimal(0))
    return low, None if any(p.high is None for p in parts) else sum((p.high or Decimal(0) for p in parts), Decimal(0))


def find_sums(text: str) -> Iterator[Sum]:
    """Totals with two parts and more in a squeezed text."""
    found = amounts(text)
    counted: set[int] = set()
    for marker in _OF_WHICH.finditer(text):
        end = _end_of_parts(text, marker.start(), marker.end())
        candidates = [
            one
            for total, sure in _totals_before(text, found, marker, counted)
            if len((one := _sum(text, found, total, marker.end(), end, sure=sure, marker=marker[0])).parts) >= 2
        ]
        best = next((one for one in candidates if one.held), candidates[0] if candidates else None)
        if best is not None and (marker[0] not in (":", "：") or best.held):
            counted.update(p.start for p in best.parts)
            yield best
    for bracket in _BRACKET.finditer(text):
        before = [a for a in found if a.end == bracket.start() and a.unit in COUNTS]
        if before:
            end = _closing(text, bracket.start())
            one = _sum(text, found, before[0], bracket.end(), end, sure=True, marker="")
            if len(one.parts) >= 2:
                yield one


def _totals_before(
    text: str, found: tuple[Amount, ...], marker: re.Match[str], counted: set[int]
) -> Iterator[tuple[Amount, bool]]:
    """The totals that a list may be the parts of, the likeliest first, and whether it is near enough to be sure."""
    at = marker.start()
    near = True
    for amount in reversed([a for a in found if a.end <= at]):
        between = text[amount.end : at]
        if between.count("。") > 1:
            return
        if amount.unit not in COUNTS and amount.unit != "元":
            continue
        adjacent = len(between) <= 1 and "。" not in between
        if not adjacent and (amount.start in counted or _is_inner(text, amount, between)):
            continue
        if _is_compared(text, amount):
            continue
        if marker[0] in _EXHAUSTIVE and not adjacent:
            return
        sure = near and _distance(text, found, amount, at) <= _GAP and not re.search(r"[。；].*[一-鿿]{3,}", between)
        yield amount, sure
        near = False
        if adjacent:
            return


def _distance(text: str, found: tuple[Amount, ...], amount: Amount, at: int) -> int:
    """The characters between a total and its list, not counting what it is compared with: 比上年增加12条."""
    last = max((a.end for a in found if amount.end <= a.start < at and _is_compared(text, a)), default=amount.end)
    return at - last


def _is_inner(text: str, amount: Amount, between: str) -> bool:
    """True for a number in a bracket that was closed, or a part told in passing: 包括上年结转30件, 含延期2件."""
    if between.count("）") + between.count(")") > between.count("（") + between.count("("):
        return True
    return bool(re.search(r"(?:包括|含|其中|结转)[^，。；]{0,20}$", text[max(0, amount.start - 24) : amount.start]))


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
    end = text.find("）" if text[at] == "（" else ")", at)
    return end if end >= 0 else len(text)


def _sum(text: str, found: tuple[Amount, ...], total: Amount, start: int, end: int, *, sure: bool, marker: str) -> Sum:
    """The parts between two places, with the total's unit and with others."""
    parts: list[Amount] = []
    others: list[Amount] = []
    whole = marker.endswith(_EXHAUSTIVE)
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
        named = re.split(r"[，、；：:）)]", label.rstrip("：:"))[-1]
        if _is_compared(text, amount) or _INSIDE.match(named):
            continue
        if amount.unit != total.unit:
            others += [amount] if amount.unit in COUNTS else []
            continue
        whole = whole or bool(_REST.match(named))
        parts.append(amount)
    stop = parts[-1].end if parts else end
    inexhaustive = "主要" in marker or text[stop:].startswith(("等", "左右等")) or bool(_BARE.search(text, start, end))
    breaks = frozenset(i for i, p in enumerate(parts, 1) if text[p.end : p.end + 1] not in ("、", "和", "及", "与"))
    return Sum(
        total,
        tuple(parts),
        tuple(others),
        whole,
        inexhaustive,
        bool(_STATUS.search(text[total.end : end])),
        sure,
        text[total.start : min(end, stop)],
        breaks,
    )
