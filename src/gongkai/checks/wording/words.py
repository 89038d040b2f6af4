"""W-WORD: wrong words from the list in words.toml, in prose, headings and the words of the tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import squeezed
from gongkai.checks.places import TABLE_NAMES, section_name
from gongkai.checks.registry import Subject, check
from gongkai.law.clauses import clause
from gongkai.report.model import AnnualReport

__all__ = ["WrongWord", "wrong_words"]

_AROUND = 12
_CLAUSE = "REG2019/6"


@dataclass(frozen=True, slots=True)
class WrongWord:
    """A wrong word: what is looked for, what is right, why, and how bad it is."""

    pattern: re.Pattern[str]
    right: str
    why: str
    severity: Severity
    clause: str
    literal: str = ""

    def is_in(self, text: str) -> bool:
        """True when the word stands in a text; looked for as a plain string where it is one."""
        return self.literal in text if self.literal else bool(self.pattern.search(text))


@cache
def wrong_words() -> tuple[WrongWord, ...]:
    """The list, compiled. Raises at import of the checks when an entry is malformed or cites an unknown clause."""
    data = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    words = []
    for entry in data["words"]:
        severity = Severity.ERROR if entry.get("severe") else Severity(entry.get("severity", "warning"))
        cited = entry.get("clause", _CLAUSE)
        clause(cited)
        words.append(WrongWord(re.compile(entry["wrong"]), entry["right"], entry.get("why", ""), severity, cited))
    for table, severity in (("plain", Severity.WARNING), ("severe", Severity.ERROR)):
        for wrong, right in data[table].items():
            words.append(WrongWord(re.compile(re.escape(wrong)), right, "", severity, _CLAUSE, wrong))
    return tuple(words)


def _texts(report: AnnualReport) -> Iterator[tuple[str, str, int | None]]:
    """Everything that is worded: prose, headings, labels and headers of tables, with its place and page."""
    if report.title:
        yield "标题", report.title, None
    for section in report.sections:
        if section.heading:
            yield section_name(section.id), section.heading, section.place.page
    for section_id, passage in report.passages():
        yield section_name(section_id), passage.text, passage.place.page
    for table in report.tables:
        for label in (*table.headers, *(fact.label for fact in table.found.values())):
            yield TABLE_NAMES[table.id], label, None


@check(
    "W-WORD",
    "用词错误",
    severity=Severity.WARNING,
    source="REG2019/6",
    message="“{wrong}”应为“{right}”{why}",
)
def words(subject: Subject) -> Iterator[Seen | Hold]:
    """No word of the list of wrong words is used."""
    told: set[tuple[str, str]] = set()
    texts = [(where, squeezed(text), page) for where, text, page in _texts(subject.report)]
    whole = "\n".join(text for _, text, _ in texts)
    suspects = [word for word in wrong_words() if word.is_in(whole)]
    for where, text, page in texts if suspects else ():
        for word in suspects:
            for match in word.pattern.finditer(text):
                if (where, match[0]) in told:
                    continue
                told.add((where, match[0]))
                why = f"（{word.why}）" if word.why else ""
                yield Seen(
                    where,
                    values={"wrong": match[0], "right": word.right, "why": why},
                    expected=word.right,
                    found=match[0],
                    quote=text[max(0, match.start() - _AROUND) : match.end() + _AROUND],
                    page=page,
                    severity=word.severity,
                    clause=word.clause,
                )
