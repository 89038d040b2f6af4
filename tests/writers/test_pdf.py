"""The PDF: text layer, bookmarks, tags, embedded free fonts; words of the report are never markup."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2

from gongkai.report.model import AnnualReport, Passage
from gongkai.writers.fonts import font_set
from gongkai.writers.pdf import render
from tests.sample_reports import busy


def _open(report: AnnualReport) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(render(report))


def test_title_bookmarks_and_page_numbers() -> None:
    document = _open(busy())
    assert document.get_metadata_value("Title") == busy().title
    assert [entry.get_title() for entry in document.get_toc()] == [s.heading for s in busy().sections]
    last = document[len(document) - 1].get_textpage().get_text_bounded()
    assert f"—{len(document)}—" in last
    assert [round(side) for side in document[0].get_size()] == [595, 842]


def test_tagged_and_embedded() -> None:
    data = render(busy())
    assert b"/MarkInfo" in data
    assert b"/Lang(zh-CN)" in data
    assert data.count(b"/FontFile3") + data.count(b"/FontFile2") >= 2


def test_words_are_no_markup() -> None:
    words = "#strong[粗] $x^2$ *星* `码` <标签> @引用 = 标题 \\u{41}"
    text = _open(replace(busy(), preamble=(Passage(words),)))[0].get_textpage().get_text_bounded()
    assert "".join(words.split()) in "".join(text.split())


def test_a_character_without_a_glyph_is_no_obstacle() -> None:
    assert len(_open(replace(busy(), preamble=(Passage("缺字\ue000"),)))) == 4


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(busy()) == render(busy())


def test_free_fonts_stand_in_and_no_other() -> None:
    fonts = font_set()
    for face in (fonts.title, fonts.text, fonts.second, fonts.heading):
        assert face.families
    brought = [font for font in fonts.fonts.fonts() if "mplfonts" in (font.path or "")]
    assert {font.family for font in brought} == {"Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC"}
