"""W-DUPLICATE and W-COPIED: a passage that stands twice, and prose that is last year's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import squeezed
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport, Passage, Section

__all__ = ["own_words", "similarity"]

_TWICE_AT_ONCE = re.compile(r"([一-鿿]{4,})[，、,；]\1(?=[，。；、,的和]|$)")
_NAMED = re.compile(r"《[^《》]*》")
"""A document named twice in a sentence is no slip."""
_SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")
_OFFICE = re.compile(
    r"^[《》，、和由的]{0,2}[一-鿿]{4,}(?:办公[室厅]|委员会|局|政府|管委会|中心|领导小组)[《》，、]*[一-鿿]{0,3}$"
)
"""A long name of an office said twice in a sentence is no slip."""
_TOLD_TWICE = re.compile(
    r"(?:未|没有|无|不存在).*(?:申请|复议|诉讼|收费|处理费|规范性文件|追究|投诉)|统计期限|电子版|联系"
)
"""What the form itself asks for in two places: that there was none, the period, where to ask."""
_HEADERS = (
    "申请人情况",
    "信息内容",
    "法人或其他组织",
    "本列数据的勾稽关系为",
    "第一项加第二项之和",
    "等于第三项加第四项之和",
    "第二十条第",
    *("一项", "五项", "六项", "八项"),
)
"""Words of the statutory tables beside the labels of their rows and columns."""
_CELLS = re.compile(r"\|.*\||-{3,}|—{6,}|_{4,}")
_LEAST_WORDS = 10
_MOST_OTHER = 4
"""At most one character in so many of a table's header is no word of the statutory tables."""
_SHORTEST = 18
_COPIED = 0.5
"""The supervisors' line for 雷同."""
_SHORTEST_SECTION = 80
_GRAM = 6
_BOILERPLATE = (
    "中华人民共和国政府信息公开条例",
    "政府信息公开工作年度报告",
    "政府信息公开工作年度报告格式",
    "以习近平新时代中国特色社会主义思想为指导",
    "深入学习贯彻党的二十大精神",
    "认真贯彻落实",
    "本报告中所列数据的统计期限",
    "如对本报告有疑问请与联系",
    "保障公民法人和其他组织依法获取政府信息",
    "知情权参与权表达权监督权",
    "不断提高政府工作透明度",
    "以公开为常态不公开为例外",
    "未收取信息处理费",
    "没有其他需要报告的事项",
)


@check(
    "W-DUPLICATE",
    "重复的文字",
    severity=Severity.WARNING,
    source="FMT2021/1",
    message={
        "": "同一段文字写了两遍：“{text}”",
        "words": "相连的文字重复：“{text}”",
        "where": "同一句话在{first}和{second}各写了一遍：“{text}”",
    },
)
def duplicates(subject: Subject) -> Iterator[Seen | Hold]:
    """No passage stands twice, in one sentence or in two places."""
    seen: dict[str, str] = {}
    for section, passage in subject.report.passages():
        text = squeezed(passage.text)
        where = section_name(section)
        yield from _inside(text, section, passage)
        for match in _SENTENCE.finditer(text):
            sentence = match[0].strip("。！？；")
            if len(sentence) < _SHORTEST:
                continue
            first = seen.get(sentence)
            if first is None:
                seen[sentence] = where
                continue
            if _of_the_form(sentence, subject.report):
                continue
            values: dict[str, object] = {"text": _short(sentence), "first": first, "second": where}
            case = "where" if first != where else ""
            yield Seen(where, f"sections.{section}", values, quote=sentence, page=passage.place.page, case=case)


def _inside(text: str, section: str, passage: Passage) -> Iterator[Seen]:
    """Repetition inside one sentence."""
    for match in _SENTENCE.finditer(text):
        quote, sentence = match[0], _NAMED.sub("《》", match[0])
        repeated = longest_repeat(sentence)
        if repeated and not _OFFICE.match(repeated) and not _of_a_table(repeated):
            values: dict[str, object] = {"text": _short(_as_written(repeated, quote))}
            yield Seen(section_name(section), f"sections.{section}", values, quote=quote, page=passage.place.page)
        elif short := _TWICE_AT_ONCE.search(sentence):
            values = {"text": short[0]}
            yield Seen(
                section_name(section),
                f"sections.{section}",
                values,
                quote=quote,
                page=passage.place.page,
                case="words",
                severity=Severity.NOTICE,
            )


def _of_the_form(sentence: str, report: AnnualReport) -> bool:
    """True for words that stand twice in a right report: its title as a running head, statements of none, addresses."""
    if _of_a_table(sentence) or _TOLD_TWICE.search(sentence):
        return True
    title = squeezed(report.title or "")
    return bool(title) and (sentence in title or title in sentence)


def _of_a_table(sentence: str) -> bool:
    """True for a header or a row of a table that a converter left as text, and for rules of Markdown."""
    words = _letters(sentence)
    if len(words) < _LEAST_WORDS or _CELLS.search(sentence):
        return True
    return len(_table_words().sub("", words)) * _MOST_OTHER <= len(words)


@cache
def _table_words() -> re.Pattern[str]:
    """The words of the statutory tables' headers and rows."""
    spec = load_format("2021")
    labels = [
        *(r.label for r in spec.table3_rows),
        *spec.table3_columns.values(),
        *spec.table4_columns.values(),
        *spec.table4_groups.values(),
        *(label for columns in spec.table2_columns_of.values() for label in columns.values()),
        *(label for group in spec.table2 for label in group.rows.values()),
        *_HEADERS,
    ]
    return re.compile("|".join(sorted({re.escape(_letters(label)) for label in labels}, key=len, reverse=True)))


def _as_written(repeated: str, quote: str) -> str:
    """A repeated stretch with the names of documents that were left out of the comparison."""
    pattern = re.escape(repeated).replace("《》", "《[^《》]*》")
    match = re.search(pattern, quote)
    return match[0] if match else repeated


def longest_repeat(sentence: str, least: int = _SHORTEST) -> str | None:
    """A stretch of at least ``least`` characters that a sentence holds twice without overlap, or None."""
    size = len(sentence)
    if size < 2 * least:
        return None
    places: dict[str, int] = {}
    for start in range(size - least + 1):
        gram = sentence[start : start + least]
        first = places.setdefault(gram, start)
        if start - first >= least:
            length = least
            while (
                start + length < size
                and first + length < start
                and sentence[first + length] == sentence[start + length]
            ):
                length += 1
            return sentence[first : first + length].strip("，、：；,")
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:28]}……{text[-8:]}"


@cache
def _boilerplate() -> frozenset[str]:
    """The grams of what the statute and the format themselves make every report say."""
    spec = load_format("2021")
    texts = [*_BOILERPLATE, *(s.heading for s in spec.sections), *(r.label for r in spec.table3_rows)]
    return frozenset(g for text in texts for g in _grams(_letters(text)))


def _letters(text: str) -> str:
    """The words of a text without figures, years and punctuation, so that a new number does not make it new."""
    return re.sub(r"[^一-鿿A-Za-z]+", "", squeezed(text))


def _grams(text: str) -> list[str]:
    return [text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1)]


def own_words(section: Section) -> list[str]:
    """The six-character grams of a section's prose that are the agency's own, in order."""
    return [g for p in section.paragraphs for g in _grams(_letters(p.text)) if g not in _boilerplate()]


def similarity(one: Section, other: Section, shortest: int = _SHORTEST_SECTION) -> float | None:
    """The share of one section's own words that stand in the other as well, 0 to 1.

    None where the section has fewer than ``shortest`` grams, too few to say that it was copied.
    """
    mine, theirs = own_words(one), set(own_words(other))
    if len(mine) < shortest:
        return None
    return sum(g in theirs for g in mine) / len(mine)


@check(
    "W-COPIED",
    "与上年雷同",
    severity=Severity.WARNING,
    source="FMT2021/5",
    needs_previous=True,
    message="{where}与{whose}报告的文字有{share:.0%}相同（法定用语不计），超过50%",
)
def copied(subject: Subject) -> Iterator[Seen | Hold]:
    """The prose of a section is this year's own: less than half of it stands in the report compared with."""
    report, previous = subject.report, subject.previous
    if previous is None:
        return
    for section in report.sections:
        share = similarity(section, previous.section(section.id))
        if share is None:
            continue
        where = section_name(section.id)
        if share <= _COPIED:
            yield Hold(where, f"与上年报告的文字相同{share:.0%}，不超过50%")
            continue
        values: dict[str, object] = {"where": where, "whose": _whose(report, previous), "share": share}
        yield Seen(where, f"sections.{section.id}", values, expected="不超过50%", found=f"{share:.0%}")


def _whose(report: AnnualReport, previous: AnnualReport) -> str:
    same = not (report.agency and previous.agency) or report.agency == previous.agency
    return f"{previous.year or '上'}年" if same else f"“{previous.agency}”{previous.year or ''}年"
