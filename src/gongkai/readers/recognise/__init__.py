"""Outline → report, once for all formats of files.

What is recognised: the title, the six sections however numbered, the three tables by their labels. What could not be
read plainly gets a note; nothing is repaired in silence.
"""

from __future__ import annotations

from gongkai.readers.outline import Outline
from gongkai.readers.recognise.headings import Heading, find_headings
from gongkai.readers.recognise.lines import Line, lines_of
from gongkai.readers.recognise.regions import tabled
from gongkai.readers.recognise.table2 import table2
from gongkai.readers.recognise.table3 import table3
from gongkai.readers.recognise.table4 import table4
from gongkai.readers.recognise.title import find_title
from gongkai.readers.recognise.vocabulary import fold
from gongkai.report.format import Format, format_of_year, load_format
from gongkai.report.model import AnnualReport, FormatId, Note, Passage, Section, Source, Table

__all__ = ["recognise"]

_FIRST_FORMAT = 2019
_HEAD = 15
"""How many lines before the first section are looked through for the title."""


def recognise(outline: Outline) -> AnnualReport:
    """The report in an outline. Never fails: what is not there is missing, with a note."""
    plain = list(lines_of(outline))
    headings = find_headings(plain)
    lines, copies = tabled(plain, headings)
    start = min((h.index for h in headings), default=len(lines))
    prose = [line.text for line in lines if line.table is None and line.text]
    head = [(i, line.text) for i, line in enumerate(lines[:start]) if line.table is None and line.text][:_HEAD]
    title = find_title(head, prose, outline.title)
    spec = _format(lines, title.year)
    tables = {t: [line for line in lines if line.table == t] for t in ("table2", "table3", "table4")}
    second, third, fourth = (
        table2(tables["table2"], spec),
        table3(tables["table3"], spec),
        table4(tables["table4"], spec),
    )
    older = title.year is not None and title.year < _FIRST_FORMAT and not third.present
    remarks = [*title.remarks, *copies]
    if older:
        lines, headings = plain, []
        remarks.append(
            Note("format", "missing", f"{title.year}年的报告早于2019年统一格式，不按后来的格式读取表格和章节")
        )
    preamble = _passages(lines[: start if headings else len(lines)], 0, title.lines)
    format_id: FormatId = "pre-2019" if older else ("2019" if spec.id == "2019" else "2021")
    return AnnualReport(
        format=format_id,
        agency=title.agency,
        year=title.year,
        title=title.text,
        preamble=preamble,
        sections=_sections(lines, headings),
        table2=_empty(second) if older else second,
        table3=_empty(third) if older else third,
        table4=_empty(fourth) if older else fourth,
        remarks=tuple(remarks),
        source=Source(outline.kind, outline.pages, outline.warnings),
    )


def _sections(lines: list[Line], headings: list[Heading]) -> tuple[Section, ...]:
    ends = [h.index for h in headings[1:]] + [len(lines)]
    found: dict[str, Section] = {}
    for heading, end in zip(headings, ends, strict=False):
        line = lines[heading.index]
        rest = (Passage(heading.rest, line.place),) if heading.rest else ()
        paragraphs = rest + _passages(lines[heading.end : end], heading.end, frozenset())
        found[heading.section] = Section(heading.section, heading.text, paragraphs, line.place, heading.in_order)
    specs = load_format("2021").sections
    return tuple(found.get(spec.id, Section(spec.id, None)) for spec in specs)


def _passages(lines: list[Line], offset: int, skip: frozenset[int]) -> tuple[Passage, ...]:
    """The prose among ``lines``; their indexes in the whole begin at ``offset``, those in ``skip`` are left out."""
    return tuple(
        Passage(line.text, line.place)
        for i, line in enumerate(lines, offset)
        if line.table is None and line.text and i not in skip
    )


def _format(lines: list[Line], year: int | None) -> Format:
    """The format of the tables by the words of table 2 that only one format has; without such words by the year."""
    hits = {"2019": 0, "2021": 0}
    words = {f: _own_words(f) for f in hits}
    for line in lines:
        if line.table == "table2":
            for cell in line.cells:
                folded = fold(cell)
                for format_id, own in words.items():
                    hits[format_id] += folded in own
    if hits["2019"] != hits["2021"]:
        return load_format("2019" if hits["2019"] > hits["2021"] else "2021")
    due = format_of_year(year) if year else None
    return due or load_format("2021")


def _own_words(format_id: str) -> frozenset[str]:
    """The words of columns that only this format has, and those of rows whose like the other does not have."""
    mine, other = load_format(format_id), load_format("2019" if format_id == "2021" else "2021")
    columns = {fold(c) for group in mine.table2 for c in group.columns.values()}
    columns -= {fold(c) for group in other.table2 for c in group.columns.values()}
    rows = {fold(label) for g in mine.table2 for row, label in g.rows.items() if row not in other.table2_columns_of}
    return frozenset(columns | rows)


def _empty(table: Table) -> Table:
    return Table(table.id, {}, present=False)
