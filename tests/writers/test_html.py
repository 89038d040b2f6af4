"""The page: one file, real tables, nothing of the report's words read as markup."""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from gongkai.report.model import Passage
from gongkai.writers.html import fragment, render
from tests.sample_reports import busy


def test_stands_alone_and_is_accessible() -> None:
    page = LexborHTMLParser(render(busy()).decode())
    assert page.css_first("html").attributes["lang"] == "zh-Hans"
    assert page.css_first("meta[name=ArticleTitle]").attributes["content"] == busy().title
    assert page.css("script, link, img, iframe") == []
    assert len(page.css("h1")) == 1
    headings = {h.attributes["id"]: h.text() for h in page.css("h2")}
    assert len(headings) == 6
    for table in page.css("table"):
        assert table.attributes["aria-labelledby"] in headings
        assert table.css("th:not([scope])") == []


def test_spans() -> None:
    table = LexborHTMLParser(render(busy()).decode()).css_first("table.table3")
    results = next(th for th in table.css("th") if th.text() == "三、本年度办理结果")
    assert results.attributes["rowspan"] == "22"
    assert len(table.css("td:not(.note)")) == 175


def test_words_are_escaped() -> None:
    evil = '<script>alert("一")</script> & ${title}'
    report = replace(busy(), preamble=(Passage(evil),), agency='某"局<', title="a<b")
    page = LexborHTMLParser(render(report).decode())
    assert page.css("script") == []
    assert page.css_first("article p").text() == evil
    assert page.css_first("meta[name=ContentSource]").attributes["content"] == '某"局<'


def test_a_section_without_a_heading_keeps_a_named_table() -> None:
    report = busy()
    sections = tuple(replace(s, heading=None) if s.id == "requests" else s for s in report.sections)
    page = LexborHTMLParser(render(replace(report, sections=sections)).decode())
    assert page.css_first("table.table3").attributes["aria-label"] == "收到和处理政府信息公开申请情况"
    assert len(page.css("h2")) == 5


def test_a_fragment_is_for_a_page_of_its_own_styles() -> None:
    body = fragment(busy())
    assert body.startswith(("<p>", "<h2"))
    assert "style=" not in body
    assert body.count("<table") == 3
