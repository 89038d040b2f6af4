"""Text files that hold tables as HTML, as converters to Markdown write them."""

from __future__ import annotations

from gongkai.readers import read_outline_bytes
from gongkai.readers.outline import Grid, Paragraph
from gongkai.readers.report import read_report_bytes
from gongkai.writers import render
from tests.checks.case_report import clean_report


def _markdown() -> str:
    """The clean report as a converter writes it: prose as Markdown, tables left as they were in the page."""
    report = clean_report()
    page = render(report, "html").decode()
    tables = [part.split("</table>")[0] for part in page.split("<table")[1:]]
    lines = [f"# {report.title}", "", *(p.text + "\n" for p in report.preamble)]
    left = iter(tables)
    for section in report.sections:
        lines.extend([f"## {section.heading}", ""])
        lines.extend(p.text + "\n" for p in section.paragraphs)
        if section.id in ("proactive", "requests", "remedies"):
            lines.extend([f"<table{next(left)}</table>", ""])
    return "\n".join(lines)


def test_a_report_with_its_tables_in_html() -> None:
    report, read = clean_report(), read_report_bytes(_markdown().encode(), "a.md")
    assert read.agency == report.agency
    for one, other in zip(report.tables, read.tables, strict=True):
        assert {p: c.value for p, c in one.cells()} == {p: c.value for p, c in other.cells()}
    assert [s.text for s in read.sections] == [s.text for s in report.sections]


def test_prose_and_tables_stay_in_order() -> None:
    text = "前文在此，共有两段。\n\n<TABLE border=1><tr><td>甲</td><td>1</td></tr></TABLE>\n\n后文在此，也有一段。\n"
    first, grid, last = read_outline_bytes(text.encode(), "a.md").blocks
    assert isinstance(first, Paragraph)
    assert isinstance(grid, Grid)
    assert [[c.text for c in row] for row in grid.rows] == [["甲", "1"]]
    assert isinstance(last, Paragraph)


def test_an_unclosed_table_is_text() -> None:
    (block,) = read_outline_bytes("说明见<table>标签的用法。".encode(), "a.txt").blocks
    assert isinstance(block, Paragraph)
