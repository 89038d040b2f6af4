"""The six section headings, found however they are numbered and worded, and told from sub-headings that sound alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from gongkai.readers.recognise.lines import Line
from gongkai.readers.recognise.vocabulary import fold
from gongkai.report.format import load_format

__all__ = ["Heading", "find_headings"]

_NUMBER = re.compile(
    r"\s*[【\[]?\s*(?:(?P<paren>[（(]\s*(?:(?P<han_paren>[一二三四五六七八九十]{1,3})|(?P<arabic_paren>\d{1,2}))\s*[）)])"
    r"|第(?P<part>[一二三四五六七八九十])(?:部分|章)[、:：\s]*"
    r"|(?P<han>[一二三四五六七八九十]{1,3})\s*[、.．,，:：\s]"
    r"|(?P<arabic>\d{1,2})\s*[、.．,，](?!\d))\s*"
)
_LEADER = re.compile(r"[.…·．。\s]*\d*\s*$")
_YEAR = re.compile(r"^(?:20\d{2}年度?|本年度?)")
_LONGEST = 40
_VARIANTS: dict[str, tuple[str, ...]] = {
    "overview": (
        "总体情况",
        "总体概况",
        "概述",
        "基本情况",
        "工作总体情况",
        "政府信息公开工作总体情况",
        "政府信息公开总体情况",
    ),
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
        "存在问题及下一步改进措施",
        "主要问题及改进情况",
    ),
    "other": ("其他需要报告的事项", "需要报告的其他事项", "其他需要报告事项", "其他事项"),
}
_RANKS = {section: rank for rank, section in enumerate(_VARIANTS)}
_NAMES = {name: section for section, names in _VARIANTS.items() for name in names}
_ORDINALS = "一二三四五六"
_ALIKE = 78.0
_SURE = 100.0
_CONTENTS = 3
"""So many headings one after another with nothing between them are a table of contents, if they come again."""
_INLINE = re.compile(
    r"^(?P<head>[一二三四五六]\s*、\s*(?:"
    + "|".join(spec.name.replace("、", "[、和]") for spec in load_format("2021").sections)
    + r"))(?:[。：:]\s*|\s+)(?P<rest>\S.{8,})$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading: its first line and the number of its lines, its text, and the prose that follows in it."""

    index: int
    section: str
    text: str
    rest: str = ""
    in_order: bool = True
    lines: int = 1

    @property
    def end(self) -> int:
        """The index of the line after the heading."""
        return self.index + self.lines


@dataclass(frozen=True, slots=True)
class _Candidate:
    heading: Heading
    rank: int
    weight: float


def find_headings(lines: list[Line]) -> list[Heading]:
    """The headings of the sections, in the order of the lines; a section that is not there has none.

    The choice is the best that keeps the order of the format; an unmistakable heading that stands out of order is
    given with ``in_order`` False. Where all sections are numbered （一）（二）, these count.
    """
    candidates = _without_contents([c for i in range(len(lines)) for c in _candidates(lines, i)])
    plain = [c for c in candidates if c.weight > 0]
    chosen = _best_in_order(plain)
    if len(chosen) < 2:
        in_parens = _best_in_order([replace(c, weight=abs(c.weight)) for c in candidates])
        chosen = in_parens if len(in_parens) > 2 else chosen
    chosen = sorted([*chosen, *_in_parens_alone(candidates, chosen)], key=lambda c: c.heading.index)
    taken = {c.rank for c in chosen}
    covered = {c.heading.index for c in chosen}
    late: list[Heading] = []
    for section, rank in _RANKS.items():
        stray = [c for c in plain if c.rank == rank and c.weight >= _SURE and c.heading.index not in covered]
        if rank not in taken and stray:
            late.append(replace(max(stray, key=lambda c: c.weight).heading, section=section, in_order=False))
    return sorted([*(c.heading for c in chosen), *late], key=lambda h: h.index)


def _in_parens_alone(candidates: list[_Candidate], chosen: list[_Candidate]) -> Iterator[_Candidate]:
    """Headings of missing sections numbered （六） where the others are not, just where the section belongs."""
    places = {c.rank: c.heading.index for c in chosen}
    for candidate in candidates:
        rank, index = candidate.rank, candidate.heading.index
        if candidate.weight > -_SURE or rank in places or rank - 1 not in places or places[rank - 1] >= index:
            continue
        if all(place > index for other, place in places.items() if other > rank):
            places[rank] = index
            yield replace(candidate, weight=-candidate.weight)


def _candidates(lines: list[Line], index: int) -> Iterator[_Candidate]:
    """What the line may be the heading of. A sub-heading in parentheses has a negative weight."""
    line = lines[index]
    cells = [c for c in line.cells if c.strip()]
    if len(cells) != 1 or (not line.prose and len(cells[0]) > _LONGEST):
        return
    text, rest, taken = cells[0].strip(), "", 1
    if len(text) > 12 and (match := _INLINE.match(text)):
        text, rest = match["head"], match["rest"]
    text = " ".join(text.split())
    if not 2 <= len(text) <= _LONGEST:
        return
    number = _NUMBER.match(text)
    name = _name(text, number)
    if number and name not in _NAMES and (more := _second_line(lines, index)):
        joined = _name(text + more, number)
        if joined in _NAMES:
            name, text, taken = joined, text + more, 2
    if not 2 <= len(name) <= _LONGEST - 4:
        return
    heading = Heading(index, "", text, rest, lines=taken)
    for section, score in _alike(name).items():
        rank = _RANKS[section]
        weight = score + _bonus(number, rank, line) + index * 1e-6
        if number and number["paren"]:
            if _ordinal(number) == rank:
                yield _Candidate(replace(heading, section=section), rank, -weight)
        elif weight > 60:
            yield _Candidate(replace(heading, section=section), rank, weight)


def _name(text: str, number: re.Match[str] | None) -> str:
    """What the heading is called, folded: without number, leader of a table of contents and year."""
    return _YEAR.sub("", fold(_LEADER.sub("", text[number.end() :] if number else text)))


def _second_line(lines: list[Line], index: int) -> str:
    if index + 1 == len(lines) or not lines[index].prose or not lines[index + 1].prose:
        return ""
    text = " ".join(lines[index + 1].text.split())
    return "" if len(text) > _LONGEST or _NUMBER.match(text) else text


def _alike(name: str) -> dict[str, float]:
    """Section → likeness of the name to one of its wordings, the format's own words first."""
    if name in _NAMES:
        section = _NAMES[name]
        return {section: _SURE if name == _VARIANTS[section][0] else _SURE - 2}
    found: dict[str, float] = {}
    for known, score, _ in process.extract(name, list(_NAMES), scorer=fuzz.ratio, score_cutoff=_ALIKE + 6, limit=None):
        section = _NAMES[known]
        found[section] = max(found.get(section, 0.0), score - 6)
    return found


def _ordinal(number: re.Match[str]) -> int:
    """The place that the number gives, from 0; -1 for one beyond the sixth."""
    han = number["han"] or number["part"] or number["han_paren"]
    return _ORDINALS.find(han) if han else int(number["arabic"] or number["arabic_paren"]) - 1


def _bonus(number: re.Match[str] | None, rank: int, line: Line) -> float:
    """How much the numbering speaks for a heading of a section and against one inside a section."""
    level = 8.0 if line.level is not None else 0.0
    if number is None:
        return level - 15.0
    return level + (20.0 if _ordinal(number) == rank else 0.0)


def _without_contents(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates without those of a table of contents."""
    runs: list[list[_Candidate]] = []
    for candidate in candidates:
        before = runs[-1][-1] if runs else candidate
        step = candidate.heading.index - before.heading.index
        if runs and (step == 0 or (step == 1 and candidate.rank > before.rank)):
            runs[-1].append(candidate)
        else:
            runs.append([candidate])
    last = {c.rank: c.heading.index for c in candidates}
    kept: list[_Candidate] = []
    for run in runs:
        again = {c.rank for c in run if last[c.rank] > run[-1].heading.index}
        ranks = {c.rank for c in run}
        if len(ranks) < _CONTENTS or 2 * len(again) < len(ranks):
            kept.extend(run)
    return kept


def _best_in_order(candidates: list[_Candidate]) -> list[_Candidate]:
    """The heaviest run of candidates that follow each other in line and in section."""
    best: list[tuple[float, tuple[_Candidate, ...]]] = [(0.0, ())] * (len(_RANKS) + 1)
    waiting: list[tuple[float, tuple[_Candidate, ...]]] = []
    for candidate in candidates:
        if waiting and waiting[0][1][-1].heading.index != candidate.heading.index:
            _settle(best, waiting)
        weight, run = max(best[: candidate.rank + 1], key=lambda b: b[0])
        if not run or run[-1].heading.end <= candidate.heading.index:
            waiting.append((weight + candidate.weight, (*run, candidate)))
    _settle(best, waiting)
    return list(max(best, key=lambda b: b[0])[1])


def _settle(
    best: list[tuple[float, tuple[_Candidate, ...]]], waiting: list[tuple[float, tuple[_Candidate, ...]]]
) -> None:
    """Takes in the runs that end in one line; a line is the heading of one section only, so it waits to be whole."""
    for weight, run in waiting:
        rank = run[-1].rank + 1
        if weight > best[rank][0]:
            best[rank] = (weight, run)
    waiting.clear()
