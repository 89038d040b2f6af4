"""W-ARTEFACT: leftovers of converters and templates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check

_LEFTOVERS = (
    re.compile(r"\[bookmark:[^\]]*\]|_GoBack|_Toc\d+|_Hlk\d+", re.IGNORECASE),
    re.compile(r"\b(?:HYPERLINK|PAGEREF|MERGEFORMAT|NUMPAGES|SEQ\s+\w+)\b|TOC\s*\\[oh]", re.IGNORECASE),
    re.compile(r"错误[!！]\s*未(?:找到引用源|定义书签)[。.]?|Error!\s*(?:Reference|Bookmark)[^.]*\.?", re.IGNORECASE),
    re.compile(r"&(?:nbsp|ldquo|rdquo|mdash|middot|hellip|lt|gt|amp|quot|#\d{2,5}|#x[0-9a-f]{2,5});?", re.IGNORECASE),
    re.compile(r"</?(?:p|span|div|br|td|tr|table|font|strong|a)\b[^<>]{0,80}>", re.IGNORECASE),
    re.compile(r"\{\{[^{}]{0,40}\}\}|\$\{[^{}]{0,40}\}|<%[^%]{0,40}%>"),
    re.compile(r"(?<![A-Za-z])(?:undefined|NaN|null|None|#REF!|#N/A|#VALUE!|#DIV/0!)(?![A-Za-z])"),
    re.compile(r"[×ＸX✕]{2,}(?=[年月日市县区局条件份项次个元号]|单位|部门)|(?<=[有为共收到办结公开])[×ＸX]{2,}"),
    re.compile(r"(?<![一-鿿A-Za-z0-9＊*×ＸX✕])[×ＸX✕]{2,}(?=[一-鿿])|[×ＸX✕]{3,}(?=同志)"),
    re.compile(r"(?:此处|这里|在此)(?:请)?(?:填写|填入|补充|插入)"),
    re.compile(r"20\d\d年[\s_＿]*月[\s_＿]*日(?!均)|20\d\d年\s*\d{1,2}\s*月[\s_＿]+日"),
    re.compile(
        r"[（(【\[](?:此处|这里)?(?:请)?(?:填写|填入|待填|待补充|待定|待核实)[^）)】\]]{0,20}[）)】\]]|待填|（待补充）"
    ),
    re.compile(r"(?:_{3,}|＿{3,}|\.{6,})(?=[年月日件条份项次个元])"),
    re.compile(r"\[pic\]|\[图片\]|image\d+\.(?:png|jpe?g|gif|emf|wmf)", re.IGNORECASE),
    re.compile(r"�{1,}|锟斤拷|烫烫烫|屯屯屯"),
)
_AROUND = 15


@check(
    "W-ARTEFACT",
    "转换和模板残留",
    severity=Severity.WARNING,
    source="REG2019/6",
    message="残留“{leftover}”",
)
def artefacts(subject: Subject) -> Iterator[Seen | Hold]:
    """Nothing is left of a converter, a template or a broken encoding."""
    for section, passage in subject.report.passages():
        ends = 0
        found = sorted((m.start(), -m.end(), m) for p in _LEFTOVERS if (m := p.search(passage.text)))
        for start, _, match in found:
            if start < ends:
                continue
            ends = match.end()
            yield Seen(
                section_name(section),
                f"sections.{section}",
                {"leftover": match[0]},
                found=match[0],
                quote=passage.text[max(0, match.start() - _AROUND) : match.end() + _AROUND],
                page=passage.place.page,
            )
