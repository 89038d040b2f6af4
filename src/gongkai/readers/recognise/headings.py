"""The six section headings, found however they are numbered and worded, and told from sub-headings that sound alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.vocabulary import fold
from gongkai.report.format import load_format

__all__ = ["Heading", "find_headings"]

_NUMBER = re.compile(
    r"\s*(?:(?P<paren>[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)])"
    r"|第(?P<part>[一二三四五六七八九十])部分[、:：\s]*"
    r"|(?P<han>[一二三四五六七八九十]{1,3})\s*[、.．,，:：\s]"
    r"|(?P<arabic>[\d０-９]{1,2})\s*[、.．,，](?!\d))\s*"
)
_LEADER = re.compile(r"[.…·．。\s]*\d*\s*$")
_LONGEST = 40
_VARIANTS: dict[str, tuple[str, ...]] = {
    "overview": ("总体情况", "总体概况", "概述", "基本情况", "政府信息公开工作总体情况"),
    "proactive": ("主动公开政府信息情况", "行政机关主动公开政府信息情况", "主动公开政府信息的情况", "主动公开情况"),
    "requests": (
        "收到和处理政府信息公开申请情况",
        "行政机关收到和处理政府信息公开申请情况",
        "收到和处理政府信息依申请公开情况",
        "依申请公开政府信息情况",
        "政府信息依申请公开情况",
    ),
    "remedies": (
        "政府信息公开行政复议行政诉讼情况",
        "因政府信息公开工作被申请行政复议提起行政诉讼情况",
        "行政复议行政诉讼情况",
        "因政府信息公开申请行政复议提起行政诉讼情况",
    ),
    "problems": (
        "存在的主要问题及改进情况",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在的主要问题和改进措施",
        "存在问题及改进措施",
        "主要问题及改进情况",
    ),
    "other": ("其他需要报告的事项", "需要报告的其他事项", "其他需要报告事项"),
}
_ORDINALS = "一二三四五六"
_ALIKE = 78.0
_INLINE = re.compile(
    r"^(?P<head>[一二三四五六]\s*、\s*(?:"
    + "|".join(spec.name.replace("、", "[、和]") for spec in load_format("2021").sections)
    + r"))(?:[。：:]\s*|\s+)(?P<rest>\S.{8,})$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading: the line it stands in, its own text, and the rest of the line where prose follows in it."""

    index: int
    section: str
    text: str
    rest: str = ""
    in_order: bool = True


@dataclass(frozen=True, slots=True)
class _Candidate:
    heading: Heading
    rank: int
    weight: float


def find_headings(lines: list[Line]) -> list[Heading]:
    """The headings of the sections, in the order of the lines; a section that is not there has none.

    The choice is the best that keeps the order of the format; an unmistakable heading that stands out of order is
    given with ``in_order`` False.
    """
    candidates = [c for i, line in enumerate(lines) for c in _candidates(i, line)]
    chosen = _best_in_order(candidates)
    taken = {c.heading.section for c in chosen}
    late: list[Heading] = []
    for section in _VARIANTS:
        stray = [c for c in candidates if c.heading.section == section and c.weight >= 100]
        if section not in taken and stray:
            best = max(stray, key=lambda c: c.weight)
            late.append(Heading(best.heading.index, section, best.heading.text, best.heading.rest, in_order=False))
    return sorted([*(c.heading for c in chosen), *late], key=lambda h: h.index)


def _candidates(index: int, line: Line) -> list[_Candidate]:
    cells = [c for c in line.cells if c.strip()]
    if len(cells) != 1 or (not line.prose and len(cells[0]) > _LONGEST):
        return []
    text, rest = cells[0].strip(), ""
    if len(text) > 12 and (match := _INLINE.match(text)):
        text, rest = match["head"], match["rest"]
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return []
    number = _NUMBER.match(text)
    name = fold(_LEADER.sub("", text[number.end() :] if number else text))
    if not 2 <= len(name) <= _LONGEST - 4:
        return []
    found = []
    for rank, (section, names) in enumerate(_VARIANTS.items()):
        score = 100.0 if name == names[0] or (rank == 3 and name == names[0]) else 0.0
        if not score:
            score = max(fuzz.ratio(name, known) - (2 if known == name else 6) for known in names)
        if score < _ALIKE:
            continue
        weight = score + _bonus(number, rank, line)
        if weight > 60:
            found.append(_Candidate(Heading(index, section, text, rest), rank, weight + index * 1e-5))
    return found


def _bonus(number: re.Match[str] | None, rank: int, line: Line) -> float:
    """How much the numbering speaks for a heading of a section and against one inside a section."""
    level = 8.0 if line.level is not None else 0.0
    if number is None:
        return level - 15.0
    if number["paren"]:
        return level - 45.0
    ordinal = number["han"] or number["part"]
    if ordinal == _ORDINALS[rank] or number["arabic"] == str(rank + 1):
        return level + 20.0
    return level


def _best_in_order(candidates: list[_Candidate]) -> list[_Candidate]:
    """The heaviest run of candidates that follow each other in line and in section."""
    best: list[tuple[float, list[_Candidate]]] = []
    for candidate in candidates:
        before: tuple[float, list[_Candidate]] = (0.0, [])
        for i, (weight, run) in enumerate(best):
            last = candidates[i]
            follows = last.rank < candidate.rank and last.heading.index < candidate.heading.index
            if follows and weight > before[0]:
                before = (weight, run)
        best.append((before[0] + candidate.weight, [*before[1], candidate]))
    return max(best, key=lambda b: b[0], default=(0.0, []))[1]
