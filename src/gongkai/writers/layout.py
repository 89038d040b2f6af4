"""A report as what is printed, in order: its title, headings, paragraphs and tables, the same for every writer.

Nothing is added and nothing is mended: a section that the report does not have has no heading, a heading stands as it
was found. Only the words of the tables are the format's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.report.model import AnnualReport, Passage, Section, Table
from gongkai.writers.table_shape import Shape, table_shape

__all__ = ["Heading", "Part", "Text", "parts_of", "printable", "title_lines", "title_of"]

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SECOND_LEVEL = re.compile(r"（[一二三四五六七八九十]{1,3}）")
_LONGEST_LEAD = 40
_TITLE_LINE = 20
"""Characters of 2号 on a line of 156 mm."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section, as found in the source."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. ``lead`` is its beginning set in 楷体, the heading （一） of GB/T 9704, and ``text`` the rest."""

    lead: str
    text: str


Part = Heading | Text | Shape


def printable(text: str) -> str:
    """The text without characters that XML and print have no place for; line breaks are ``\\n``."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def title_of(report: AnnualReport) -> str:
    """The title as found, else the format's own with what is known of agency and year."""
    if report.title:
        return printable(report.title)
    year = "" if report.year is None else str(report.year)
    title = report.spec.title.format(agency=report.agency or "", year=year)
    return printable(title if year else title.replace("年", "", 1))


def title_lines(report: AnnualReport) -> list[str]:
    """The title in lines: one where it fits, else the agency first and then the rest, as GB/T 9704 breaks by sense."""
    title = title_of(report)
    agency = printable(report.agency or "")
    if len(title) <= _TITLE_LINE or not agency or not title.startswith(agency) or title == agency:
        return title.split("\n")
    return [agency, title[len(agency) :].strip()]


def parts_of(report: AnnualReport) -> Iterator[Part]:
    """What is printed under the title, in order. Sections found out of order stay where they were."""
    yield from map(_text, report.preamble)
    for section in _in_source_order(report):
        if section.heading:
            yield Heading(section.id, printable(section.heading))
        table = _table_of(report, section)
        before, after = _around(section, table)
        yield from map(_text, before)
        if table is not None:
            yield table_shape(report.spec, table.id, table)
        yield from map(_text, after)


def _in_source_order(report: AnnualReport) -> list[Section]:
    sections = list(report.sections)
    found = [s for s in sections if s.heading]
    if all(s.in_order for s in found) or any(s.place.block is None for s in found):
        return sections
    return sorted(found, key=lambda s: s.place.block or 0) + [s for s in sections if not s.heading]


def _table_of(report: AnnualReport, section: Section) -> Table | None:
    if report.format == "pre-2019":
        return None
    table_id = report.spec.section(section.id).table
    return next((t for t in report.tables if t.id == table_id and t.present), None)


def _around(section: Section, table: Table | None) -> tuple[list[Passage], list[Passage]]:
    """The paragraphs before the table and after it, as far as their places tell."""
    blocks = [row.place.block for row in table.found.values() if row.place.block is not None] if table else []
    if not blocks:
        return list(section.paragraphs), []
    first = min(blocks)
    after = [p.place.block is not None and p.place.block > first for p in section.paragraphs]
    split = after.index(True) if True in after else len(after)
    return list(section.paragraphs[:split]), list(section.paragraphs[split:])


def _text(passage: Passage) -> Text:
    text = printable(passage.text)
    if _SECOND_LEVEL.match(text):
        sentence, stop, rest = text.partition("。")
        if len(sentence) <= _LONGEST_LEAD and "\n" not in sentence:
            return Text(sentence + stop, rest)
    return Text("", text)
