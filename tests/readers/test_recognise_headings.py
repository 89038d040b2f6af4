"""The six section headings, however they are numbered and worded, and what only sounds like one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.readers.outline import Outline, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport, Section
from tests.readers.printed import of_blocks, of_text, one_grid, outline, text
from tests.report_strategies import differences
from tests.sample_reports import busy, quiet

SPECS = load_format("2021").sections
IDS = [spec.id for spec in SPECS]
HAN = "一二三四五六"


def _prose(number: int) -> str:
    return f"第{number + 1}部分的正文，共公开信息{number + 11}条，均已在门户网站发布。"


def _report(heading: Callable[[int, str], str]) -> AnnualReport:
    blocks: list[str] = ["青石区财政局2023年政府信息公开工作年度报告"]
    for number, spec in enumerate(SPECS):
        blocks += [heading(number, spec.name), _prose(number)]
    return of_blocks(*blocks)


NUMBERINGS: dict[str, Callable[[int, str], str]] = {
    "一、": lambda i, name: f"{HAN[i]}、{name}",
    "一、 ": lambda i, name: f"{HAN[i]}、  {name}",
    "一.": lambda i, name: f"{HAN[i]}.{name}",
    "一": lambda i, name: f"{HAN[i]} {name}",
    "1、": lambda i, name: f"{i + 1}、{name}",
    "1.": lambda i, name: f"{i + 1}.{name}",
    "１．": lambda i, name: f"{'１２３４５６'[i]}．{name}",
    "第一部分": lambda i, name: f"第{HAN[i]}部分 {name}",
    "第一部分：": lambda i, name: f"第{HAN[i]}部分：{name}",
    "第一章": lambda i, name: f"第{HAN[i]}章 {name}",
    "（一）": lambda i, name: f"（{HAN[i]}）{name}",
    "(1)": lambda i, name: f"({i + 1}){name}",
    "none": lambda i, name: name,
    "colon": lambda i, name: f"{HAN[i]}、{name}：",
    "stop": lambda i, name: f"{HAN[i]}、{name}。",
    "spaced": lambda i, name: f"{HAN[i]}、" + " ".join(name),
    "wide spaces": lambda i, name: f"　　{HAN[i]}、{name}　",
    "bold": lambda i, name: f"**{HAN[i]}、{name}**",
    "brackets": lambda i, name: f"【{HAN[i]}、{name}】",
    "mixed": lambda i, name: (f"{HAN[i]}、" if i % 2 else f"{i + 1}、") + name,
}


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_numbering(numbering: str) -> None:
    report = _report(NUMBERINGS[numbering])
    assert [s.id for s in report.sections if s.heading is not None] == IDS
    assert [s.text for s in report.sections] == [_prose(i) for i in range(6)]
    assert all(s.in_order for s in report.sections)


@pytest.mark.parametrize("marks", ["# ", "## ", "### **", "#### ", "- **"])
def test_markdown(marks: str) -> None:
    closing = "**" if "**" in marks else ""
    body = "\n\n".join(f"{marks}{spec.heading}{closing}\n\n{_prose(i)}" for i, spec in enumerate(SPECS))
    report = of_text(f"# 青石区财政局2023年政府信息公开工作年度报告\n\n{body}\n")
    assert [s.text for s in report.sections] == [_prose(i) for i in range(6)]


def test_levels_alone_do_not_make_a_section() -> None:
    report = of_blocks(
        "青石区财政局2023年政府信息公开工作年度报告",
        Paragraph("一、总体情况", level=1),
        Paragraph("（一）主动公开政府信息情况", level=2),
        "公开信息13条。",
        Paragraph("（二）收到和处理政府信息公开申请情况", level=2),
        "收到申请2件。",
        Paragraph("（三）其他需要报告的事项", level=2),
        "无。",
        *(b for i, s in enumerate(SPECS) if i for b in (Paragraph(s.heading, level=1), _prose(i))),
    )
    assert len(report.section("overview").paragraphs) == 6
    assert report.section("proactive").text == _prose(1)
    assert report.section("other").text == _prose(5)


WORDINGS = {
    "overview": [
        "一、总体情况",
        "一、基本情况",
        "一、政府信息公开工作总体情况",
        "一、2023年政府信息公开工作总体情况",
        "一、概述",
    ],
    "proactive": [
        "二、行政机关主动公开政府信息情况",
        "二、主动公开政府信息的情况",
        "二、主动公开情况",
        "二、主动公开政府信忘情况",
    ],
    "requests": [
        "三、行政机关收到和处理政府信息公开申请情况",
        "三、收到和处理政府信息依申请公开情况",
        "三、依申请公开政府信息情况",
        "三、收到和处理政府信息公开申请的情况",
        "三、收到、处理政府信息公开申请情况",
    ],
    "remedies": [
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、政府信息公开行政复议和行政诉讼情况",
        "四、行政复议、行政诉讼情况",
        "四、政府信息公开行政复议、 行政诉讼情况",
        "四、因政府信息公开申请行政复议、提起行政诉讼的情况",
    ],
    "problems": [
        "五、政府信息公开工作存在的主要问题及改进情况",
        "五、存在的主要问题和改进措施",
        "五、存在问题及下一步改进措施",
        "五、存在的问题及改进情况",
        "五、存在的主要问题及改进情況",
        "五、工作中存在的主要问题及改进情况",
    ],
    "other": [
        "六、其他需要报告的事项",
        "六、其它需要报告的事项",
        "六、需要报告的其他事项",
        "6、 其他需要报告的事项",
        "六、其他事项",
    ],
}


@pytest.mark.parametrize(("section", "wording"), [(s, w) for s, ws in WORDINGS.items() for w in ws])
def test_wording(section: str, wording: str) -> None:
    at = IDS.index(section)
    report = _report(lambda i, name: wording if i == at else f"{HAN[i]}、{name}")
    assert [s.text for s in report.sections] == [_prose(i) for i in range(6)]
    assert report.section(section).heading == " ".join(wording.split())


def test_table_of_contents() -> None:
    contents = [f"{spec.heading}{'.' * 20}{3 + i}" for i, spec in enumerate(SPECS)]
    body = [b for i, spec in enumerate(SPECS) for b in (spec.heading, _prose(i))]
    report = of_blocks("青石区财政局2023年政府信息公开工作年度报告", "目  录", *contents, *body)
    assert [s.text for s in report.sections] == [_prose(i) for i in range(6)]
    assert [p.text for p in report.preamble] == ["目  录", *contents]


def test_table_of_contents_without_page_numbers() -> None:
    contents = [spec.heading for spec in SPECS]
    body = [b for i, spec in enumerate(SPECS) for b in (spec.heading, _prose(i))]
    report = of_blocks("青石区财政局2023年政府信息公开工作年度报告", "目录", *contents, *body)
    assert [s.text for s in report.sections] == [_prose(i) for i in range(6)]


def test_contents_of_a_real_report_before_its_tables() -> None:
    report = busy()
    made = outline(report)
    contents = [Paragraph(f"{s.heading}…………{i}") for i, s in enumerate(report.sections, 1)]
    found = recognise(Outline((made.blocks[0], Paragraph("目录"), *contents, *made.blocks[1:]), kind="test"))
    wanted = [c.text for c in contents]
    assert [p.text for p in found.preamble] == ["目录", *wanted, *(p.text for p in report.preamble)]
    assert differences(replace(report, preamble=()), replace(found, preamble=())) == []


def test_subheadings_that_sound_like_sections() -> None:
    report = of_blocks(
        "青石区财政局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "（一）主动公开情况",
        "1.主动公开政府信息情况",
        "公开信息13条。",
        "（二）依申请公开政府信息情况",
        "2.收到和处理政府信息公开申请情况",
        "收到申请2件。",
        "（三）政府信息管理",
        "（四）政府信息公开行政复议、行政诉讼情况",
        "没有发生。",
        "（五）存在的主要问题及改进情况",
        "见第五部分。",
        "（六）其他需要报告的事项",
        "无。",
        *(b for i, s in enumerate(SPECS) if i for b in (s.heading, _prose(i))),
    )
    assert len(report.section("overview").paragraphs) == 13
    assert [s.text for s in report.sections][1:] == [_prose(i) for i in range(1, 6)]


def test_subheadings_inside_the_last_section() -> None:
    report = of_blocks(
        "青石区财政局2023年政府信息公开工作年度报告",
        *(b for i, s in enumerate(SPECS) for b in (s.heading, _prose(i))),
        "（一）收取信息处理费情况",
        "（二）其他需要报告的事项",
        "没有其他事项。",
    )
    assert len(report.section("other").paragraphs) == 4


def test_prose_in_the_line_of_the_heading() -> None:
    report = _report(lambda i, name: f"{HAN[i]}、{name}。本行在标题之后还有正文，说明第{i + 1}部分。")
    assert [s.heading for s in report.sections] == [spec.heading for spec in SPECS]
    assert [s.paragraphs[0].text for s in report.sections] == [
        f"本行在标题之后还有正文，说明第{i + 1}部分。" for i in range(6)
    ]


def test_a_sentence_that_begins_like_a_heading_is_prose() -> None:
    report = _report(lambda i, name: f"{HAN[i]}、{name}")
    sentence = "主动公开政府信息情况总体良好，全年没有发生逾期未公开的情形，公开的及时性有所提高。"
    longer = of_blocks(
        "青石区财政局2023年政府信息公开工作年度报告", "一、总体情况", sentence, "二、主动公开政府信息情况", _prose(1)
    )
    assert longer.section("overview").text == sentence
    assert longer.section("proactive").text == report.section("proactive").text


def test_out_of_order() -> None:
    order = [0, 1, 3, 2, 4, 5]
    report = of_blocks(
        "青石区财政局2023年政府信息公开工作年度报告", *(b for i in order for b in (SPECS[i].heading, _prose(i)))
    )
    assert [s.text for s in report.sections] == [_prose(i) for i in range(6)]
    assert [s.id for s in report.sections if not s.in_order] in (["requests"], ["remedies"])


@pytest.mark.parametrize("lacking", range(6))
def test_a_missing_section(lacking: int) -> None:
    kept = [i for i in range(6) if i != lacking]
    report = of_blocks(
        "青石区财政局2023年政府信息公开工作年度报告", *(b for i in kept for b in (SPECS[i].heading, _prose(i)))
    )
    assert [s.id for s in report.sections if s.heading is None] == [IDS[lacking]]
    assert [report.section(IDS[i]).text for i in kept] == [_prose(i) for i in kept]


@pytest.mark.parametrize("lacking", range(6))
def test_a_missing_section_renumbered(lacking: int) -> None:
    kept = [i for i in range(6) if i != lacking]
    report = of_blocks(
        "青石区财政局2023年政府信息公开工作年度报告",
        *(b for n, i in enumerate(kept) for b in (f"{HAN[n]}、{SPECS[i].name}", _prose(i))),
    )
    assert [s.id for s in report.sections if s.heading is None] == [IDS[lacking]]


def test_no_section_at_all() -> None:
    report = of_blocks("青石区财政局2023年政府信息公开工作年度报告", "本局全年公开信息152条。", "没有收到申请。")
    assert [p.text for p in report.preamble] == ["本局全年公开信息152条。", "没有收到申请。"]
    assert all(s.heading is None and not s.paragraphs for s in report.sections)


def test_a_heading_over_two_lines_of_a_text() -> None:
    source = text(quiet(), "tab").replace("行政复议、行政诉讼情况\n", "行政复议、\n行政诉讼情况\n", 1)
    report = of_text(source)
    assert report.section("remedies").heading == "四、政府信息公开行政复议、行政诉讼情况"


def test_headings_inside_one_sheet() -> None:
    report = busy()
    sections = tuple(
        Section(s.id, s.heading, s.paragraphs) if s.id != "problems" else Section(s.id, None) for s in report.sections
    )
    report = replace(report, sections=sections)
    assert differences(report, recognise(one_grid(report))) == []
