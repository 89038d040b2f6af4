"""The docx as Word sees it: page, fonts by name, merged cells, outline."""

from __future__ import annotations

import io

import docx
from docx.oxml.ns import qn
from docx.shared import Mm

from gongkai.report.format import load_format
from gongkai.writers.docx import render
from tests.sample_reports import busy


def test_page_of_the_standard() -> None:
    document = docx.Document(io.BytesIO(render(busy())))
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(m / Mm(1)) for m in margins if m is not None] == [37, 28, 26, 35]
    assert document.settings.odd_and_even_pages_header_footer
    assert "PAGE" in section.even_page_footer._element.xml


def test_title_headings_and_properties() -> None:
    document = docx.Document(io.BytesIO(render(busy())))
    assert document.core_properties.title == busy().title
    assert (document.core_properties.language, document.core_properties.author) == ("zh-CN", "青石区人民政府")
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [s.heading for s in load_format("2021").sections]
    lead = next(p for p in document.paragraphs if p.text.startswith("（二）依申请公开。"))
    assert lead.runs[0].text == "（二）依申请公开。"
    assert lead.runs[0].style.name == "二级标题"


def test_fonts_by_name() -> None:
    document = docx.Document(io.BytesIO(render(busy())))
    fonts = {
        style.name: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in document.styles
        if style.element.rPr is not None and style.element.rPr.rFonts is not None
    }
    assert fonts["Title"] == "方正小标宋简体"
    assert fonts["Heading 1"] == "黑体"
    assert fonts["二级标题"] == "楷体_GB2312"
    assert 'w:eastAsia="仿宋_GB2312"' in document.styles.element.xml


def test_tables_are_merged_and_repeat_their_header() -> None:
    table = docx.Document(io.BytesIO(render(busy()))).tables[1]
    assert (len(table.rows), len(table.columns)) == (28, 10)
    assert table.cell(0, 0)._tc is table.cell(2, 2)._tc
    assert table.cell(5, 0)._tc is table.cell(26, 0)._tc
    assert [table.cell(3, c).text for c in range(3, 10)] == ["13612", "252", "0", "45", "128", "32", "14069"]
    headers = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert headers == [True] * 3 + [False] * 25
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
    assert sum(int(column.width) for column in table.columns if column.width) / Mm(1) < 156.2
