"""Plain text and Markdown: lines joined into paragraphs, tables found in all their dialects, nothing lost."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_CELLS, MAX_TEXT
from gongkai.readers.outline import Grid, Paragraph
from gongkai.readers.plain import read
from gongkai.readers.text import read_text

LONG = "本机关按照条例的规定公开政府信息，全年通过门户网站、公报、新闻发布会等渠道公开信息若干条，其中政策"


def _texts(source: str) -> list[str]:
    return [b.text for b in read_text(source).blocks if isinstance(b, Paragraph)]


def _grids(source: str) -> list[list[list[str]]]:
    return [[[c.text for c in row] for row in b.rows] for b in read_text(source).blocks if isinstance(b, Grid)]


def test_lines_cut_by_the_width_are_joined() -> None:
    assert _texts(f"{LONG}\n文件12件。\n第二段。\n") == [f"{LONG}文件12件。", "第二段。"]


@pytest.mark.parametrize(
    "second",
    [
        "（二）依申请公开",
        "1.加强管理",
        "二、主动公开政府信息情况",
        "第二十条第（一）项",
        "① 分类公开",
        "12",
        "0",
        "——",
        "/",
    ],
)
def test_what_opens_a_paragraph_is_not_joined(second: str) -> None:
    assert _texts(f"{LONG}\n{second}\n") == [LONG, second]


def test_headings_are_not_joined() -> None:
    assert _texts("三、收到和处理政府信息公开申请情况以及其他情形\n本年度没有收到申请。\n") == [
        "三、收到和处理政府信息公开申请情况以及其他情形",
        "本年度没有收到申请。",
    ]


def test_a_sentence_goes_on_after_a_blank_line() -> None:
    assert _texts("3. 继续做好公开工作。完善设置政务公开专\n\n栏，及时更新目录。\n") == [
        "3. 继续做好公开工作。完善设置政务公开专栏，及时更新目录。"
    ]
    contact = ["对本报告有疑问的，请与本办联系，地址和平路1号", "电话：010-00000000"]
    assert _texts("\n\n".join(contact)) == contact


def test_a_paragraph_goes_on_after_a_page_break() -> None:
    found = read_text(f"{LONG}\f文件12件。\n\f第三页。\n")
    assert [(b.text, b.page) for b in found.blocks if isinstance(b, Paragraph)] == [
        (f"{LONG}文件12件。", 1),
        ("第三页。", 3),
    ]
    assert found.pages == 3


def test_markdown() -> None:
    found = read_text("# 一、总体情况 #\n\n**全年**公开信息__12__条。\n\n---\n\n见<https://example.gov.cn/a>。\n")
    assert [(b.text, b.level) for b in found.blocks if isinstance(b, Paragraph)] == [
        ("一、总体情况", 1),
        ("全年公开信息12条。", None),
        ("见https://example.gov.cn/a。", None),
    ]


def test_a_rule_parts_paragraphs() -> None:
    assert _texts(f"{LONG}\n***\n文件12件。\n") == [LONG, "文件12件。"]


TABLE = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "0", "7"], ["行政规范性文件", "14", "288"]]


@pytest.mark.parametrize(
    "source",
    [
        "信息内容\t本年制发件数\t现行有效件数\n规章\t0\t7\n行政规范性文件\t14\t288\n",
        "| 信息内容 | 本年制发件数 | 现行有效件数 |\n|---|:-:|--:|\n| 规章 | 0 | 7 |\n| 行政规范性文件 | 14 | 288 |\n",
        "信息内容  本年制发件数  现行有效件数\n规章  0  7\n行政规范性文件  14  288\n",
        "信息内容    本年制发件数    现行有效件数\n规章              0       7\n行政规范性文件   14     288\n",
        "信息内容　本年制发件数　现行有效件数\n规章　0　7\n行政规范性文件　14　288\n",
        "\t信息内容\n\t本年制发件数\n\t现行有效件数\n\n\t规章\n\t0\n\t7\n\n\t行政规范性文件\n\t14\n\t288\n",
    ],
)
def test_tables(source: str) -> None:
    assert _grids(source) == [TABLE]
    assert _texts(f"前文。\n{source}\n后文。\n") == ["前文。", "后文。"]


def test_a_cell_on_two_lines() -> None:
    assert _grids("\t结果\n维持\n\t结果\n纠正\n\t其他\n结果\n\t尚未\n审结\n") == [
        [["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结"]]
    ]


def test_blank_cells_of_tabs_are_kept() -> None:
    assert _grids("（一）予以公开\t\t1\t\t0\t\n") == [[["（一）予以公开", "", "1", "", "0", ""]]]


def test_breaks_in_the_cells_of_markdown() -> None:
    assert _grids("| 结果<br>维持 | 结果<br/>纠正 |\n|--|--|\n| 0 | 1 |\n") == [
        [["结果\n维持", "结果\n纠正"], ["0", "1"]]
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("行政许可   550", ["行政许可", "550"]),
        ("规章 0 0 7", ["规章", "0", "0", "7"]),
        ("规范性文件 77 - /", ["规范性文件", "77", "-", "/"]),
        ("0 0 1 0 1", ["0", "0", "1", "0", "1"]),
        ("行政规范性文件  22（其中修订16件）  0  97", ["行政规范性文件", "22（其中修订16件）", "0", "97"]),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形） 6 0 0 0 0 0 6",
         ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "6", "0", "0", "0", "0", "0", "6"]),
        ("（三）不予公开   1.属于国家秘密   1 0 0 0 0 0 1",
         ["（三）不予公开", "1.属于国家秘密", "1", "0", "0", "0", "0", "0", "1"]),
        ("其他对外管理服务事项  5  -3  1,200", ["其他对外管理服务事项", "5", "-3", "1,200"]),
    ],
)  # fmt: skip
def test_rows_of_words_and_figures(line: str, cells: list[str]) -> None:
    assert _grids(line) == [[cells]]


@pytest.mark.parametrize(
    "line",
    [
        "2023年，我局公开信息 13",
        "公开信息共 13 条，其中政策文件 4 条",
        "联系电话：010 00000000",
        "邮政编码 100000",
        "一、  总体情况",
        "第一部分  总体情况",
        "上杭街道   2023年政府信息公开工作年度报告",
        "（一） 主动公开    基本情况",
        "2023 年",
        "- 3 -",
    ],
)
def test_prose_is_no_table(line: str) -> None:
    assert _grids(line) == []
    assert _grids(f"{line}\n\n规章 0 0 7\n") == [[["规章", "0", "0", "7"]]]


def test_encodings() -> None:
    source = "一、总体情况\n全年公开信息12条。\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert [b.text for b in read(source.encode(encoding)).blocks if isinstance(b, Paragraph)] == source.split()


def test_limits() -> None:
    for source in ("", " \n\t\n", "字" * (MAX_TEXT + 1), "\t".join(["0"] * (MAX_CELLS + 2))):
        with pytest.raises(Unreadable):
            read_text(source)


HOSTILE = {
    "tabs": "\t" * MAX_TEXT,
    "blanks": " " * (MAX_TEXT - 1) + "a",
    "hash and blanks": "#" + " " * (MAX_TEXT - 2) + "a",
    "pipes": "|" * 50_000,
    "rules": "|" + "-" * 1_000_000 + "x|",
    "blanks before a pipe": " " * 1_000_000 + "||x",
    "stars": "**a " * 900_000,
    "links": "<https://" * 400_000,
    "digits": "1" * MAX_TEXT,
    "digits apart": "1 " * (MAX_TEXT // 2),
    "gaps": "甲  乙\n" * 190_000,
    "cells": "\ta\n" * 20_000,
    "cells and blanks": ("\ta\n" + "\n" * 2_000) * 1_000,
    "unfinished lines": (LONG + "\n") * 50_000,
    "line ends": "\n" * MAX_TEXT,
    "page breaks": "\fa" * 1_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_end_soon(kind: str) -> None:
    begun = time.process_time()
    with suppress(Unreadable):
        read_text(HOSTILE[kind])
    assert time.process_time() - begun < 8


marks = st.sampled_from(["\t", "|", "  ", "\n", "　", "0", "12", "规章", "**", "#", "\f", "---", "一、"])
pieces = st.one_of(st.text(max_size=12), marks)


@given(st.lists(pieces, max_size=60).map("".join))
@settings(max_examples=150)
def test_nothing_is_lost_and_nothing_raises(source: str) -> None:
    try:
        found = read_text(source)
    except Unreadable:
        return
    kept = "".join(
        b.text if isinstance(b, Paragraph) else "".join(c.text for row in b.rows for c in row) for b in found.blocks
    )
    for letter in {c for c in source if c.isalnum()}:
        assert letter in kept
