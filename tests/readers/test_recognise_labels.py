"""Rows are found by their labels: with slips, spaces and breaks, other numbering, split over rows and pages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.readers.outline import Grid, GridCell, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport
from tests.readers.printed import figures, grids, is_number, of_blocks, of_text, outline, respelt, row, shapes, text
from tests.report_strategies import differences
from tests.sample_reports import ROWS_OF_BUSY, busy

SPEC = load_format("2021")
BUSY = busy()


def _with_labels(change: Callable[[str], str], report: AnnualReport = BUSY) -> AnnualReport:
    """The report read with every word of its tables changed; figures stay."""
    return recognise(outline(report, respelt(grids(report), lambda t: t if is_number(t) else change(t))))


def _all_plain(report: AnnualReport) -> None:
    assert [figures(t) for t in report.tables] == [figures(t) for t in BUSY.tables]
    assert not [note for note in report.notes if "近似" not in note.why]


def _broken(label: str, every: int) -> str:
    return "\n".join(label[i : i + every] for i in range(0, len(label), every))


CHANGES: dict[str, Callable[[str], str]] = {
    "inner spaces": " ".join,
    "wide spaces": "　".join,
    "no-break spaces": "\u00a0".join,
    "breaks of two": lambda s: _broken(s, 2),
    "breaks of five": lambda s: _broken(s, 5),
    "space after the number": lambda s: re.sub(r"([.）])", r"\1 ", s, count=1),
    "half-width marks": lambda s: s.translate(str.maketrans("（），。：；“”", '(),.:;""')),
    "full-width digits": lambda s: s.translate(str.maketrans("12345678.", "１２３４５６７８．")),
    "1、": lambda s: re.sub(r"^(\d)\.", r"\1、", s),
    "①": lambda s: re.sub(r"^(\d)\.", lambda m: "①②③④⑤⑥⑦⑧"[int(m[1]) - 1], s),
    "（1）": lambda s: re.sub(r"^(\d)\.", r"（\1）", s),
    "1) ": lambda s: re.sub(r"^(\d)\.", r"\1) ", s),
    "no numbers": lambda s: re.sub(r"^(\d\.|（[一二三四五六七]）|[一二三四]、)", "", s),
    "colon": lambda s: s + "：",
    "quotes": lambda s: s.replace("“", "'").replace("”", "'"),
    "zero-width": "\u200b".join,
}


@pytest.mark.parametrize("change", CHANGES)
def test_spelling(change: str) -> None:
    _all_plain(_with_labels(CHANGES[change]))


SLIPS = {
    "1.属于国家秘密": ["1.属于国家秘宓", "1.属千国家秘密", "1.国家秘密", "属于国家秘"],
    "2.其他法律行政法规禁止公开": [
        "2.其他法律行政法規禁止公开",
        "2.其它法律、行政法规禁止公开",
        "2.其他法津行政法规禁止公升",
    ],
    "3.危及“三安全一稳定”": ["3.危及三安全一稳定", "3.危及“三安全一稳走”", "3.危及“三安全\n一稳定”"],
    "4.保护第三方合法权益": ["4.保护第三方合法权利", "4.保护笫三方合法权益"],
    "5.属于三类内部事务信息": ["5.属于三类内部事务信恳", "5.厉于三类内部亊务信息"],
    "6.属于四类过程性信息": ["6.属于四类过程信息", "6.属于四类过桯性信息"],
    "7.属于行政执法案卷": ["7.属于行政执法案巻", "7.行政执法案卷"],
    "8.属于行政查询事项": ["8.属于行政查洵事项", "8.行政查询事项"],
    "1.本机关不掌握相关政府信息": ["1.本机关不掌提相关政府信息", "1.本行政机关不掌握相关政府信息"],
    "2.没有现成信息需要另行制作": ["2.没有现成信息需另行制作", "2.没有现成信息，需要另行制作"],
    "3.补正后申请内容仍不明确": ["3.补正后申请内容扔不明确", "3.补正后内容仍不明确"],
    "1.信访举报投诉类申请": ["1.信访、举报、投诉类申请", "1.信访举报投诉类"],
    "2.重复申请": ["2.重复中请", "2.重复申诸"],
    "3.要求提供公开出版物": ["3.要求提供公开岀版物", "3.要求提供公开出版"],
    "4.无正当理由大量反复申请": ["4.无止当理由大量反复申请", "4.无正当理由大最反复申请"],
    "5.要求行政机关确认或重新出具已获取信息": [
        "5.要求行政机关确认或重新出具巳获取信息",
        "5.要求行政机关确认或者重新出具已获取的信息",
    ],
    "3.其他": ["3.其它", "3、其他", "其他", "③其他"],
    "（一）予以公开": ["（一）子以公开", "(一)予以公升", "予以公开"],
    "（七）总计": ["（七）总 计", "(七)合计", "总计", "（七）共计"],
    "四、结转下年度继续办理": ["四、结转下年度继续办埋", "四、结转下一年度继续办理", "四、结转下年继续办理"],
    "一、本年新收政府信息公开申请数量": [
        "一、本年新收政府信息公开申请数",
        "一、本年度新收政府信息公开申请数量",
        "一、本年新收政府信息公开中请数量",
    ],
    "二、上年结转政府信息公开申请数量": ["二、上年结转政府信息公开申请数", "二、上年度结转政府信息公开申请数量"],
    "行政规范性文件": ["规范性文件", "行政规范性文仵", "行政规范性文件（件）"],
    "行政事业性收费": ["行政事业性收赉", "行政事业性收费（万元）"],
}


@pytest.mark.parametrize(("label", "slip"), [(label, slip) for label, slips in SLIPS.items() for slip in slips])
def test_slips(label: str, slip: str) -> None:
    report = _with_labels(lambda s: slip if s == label else s)
    assert [figures(t) for t in report.tables] == [figures(t) for t in BUSY.tables]


@pytest.mark.parametrize(("label", "slip"), [(label, slip) for label, slips in SLIPS.items() for slip in slips])
def test_slips_in_text(label: str, slip: str) -> None:
    report = of_text(text(BUSY, "tab-ragged", changed=lambda line: line.replace(label, slip.replace("\n", ""))))
    assert [figures(t) for t in report.tables] == [figures(t) for t in BUSY.tables]


def test_random_slips() -> None:
    """One character in ten misread, in the words of all tables: no figure comes into another cell."""
    for seed in range(30):
        dice = random.Random(seed)
        report = _with_labels(lambda s, d=dice: "".join("囗" if d.random() < 0.1 else c for c in s))
        truth = {path: v for t in BUSY.tables for path, v in figures(t).items()}
        found = {path: v for t in report.tables for path, v in figures(t).items()}
        assert {p: v for p, v in found.items() if v is not None and v != truth[p]} == {}
        assert sum(v is None for v in found.values()) <= 14


def test_a_label_that_cannot_be_read_is_found_by_its_place() -> None:
    report = _with_labels(lambda s: "￥％囗囗" if s.startswith("6.属于") else s)
    assert figures(report.table3) == figures(BUSY.table3)
    assert "次序" in report.table3.rows["denied_process"]["total"].why


def test_two_unreadable_labels_together_are_not_guessed() -> None:
    report = _with_labels(lambda s: "囗囗囗囗" if s[:4] in ("6.属于", "7.属于") and "四类" not in s else s)
    assert report.table3.value("denied_process", "total") == 85
    unread = _with_labels(lambda s: "囗囗囗囗" if s[:4] in ("6.属于", "7.属于") else s)
    values = figures(unread.table3)
    for path, value in figures(BUSY.table3).items():
        assert values[path] in (None, value)


def _requests(*grids: Grid) -> AnnualReport:
    return of_blocks("三、收到和处理政府信息公开申请情况", *grids)


def _values(report: AnnualReport, row_id: str) -> tuple[object, ...]:
    return tuple(report.table3.value(row_id, c) for c in SPEC.table3_columns)


def _pages(split: Callable[[str], tuple[str, str]], *, values_first: bool) -> AnnualReport:
    """Table 3 over two pages, the label of 本机关不掌握相关政府信息 cut in two by the break."""
    shape = grids(BUSY)["requests"][0]
    at = next(i for i, line in enumerate(shape.rows) if any("不掌握" in c.text for c in line))
    line = shape.rows[at]
    first, second = split("1.本机关不掌握相关政府信息")
    where = next(i for i, c in enumerate(line) if "不掌握" in c.text)
    blanks = tuple(replace(c, text="") for c in line[where + 1 :])
    full = line[where + 1 :]
    before = (*line[:where], replace(line[where], text=first), *(full if values_first else blanks))
    after = (GridCell("", 0), GridCell("", 1), GridCell(second, 2), *(blanks if values_first else full))
    tables = grids(BUSY)
    tables["requests"] = [Grid((*shape.rows[:at], before), 2), Grid((after, *shape.rows[at + 1 :]), 3)]
    return recognise(outline(BUSY, tables))


@pytest.mark.parametrize("values_first", [True, False])
@pytest.mark.parametrize("cut", range(4, 13))
def test_a_label_cut_by_the_page(cut: int, values_first: bool) -> None:
    report = _pages(lambda label: (label[:cut], label[cut:]), values_first=values_first)
    assert figures(report.table3) == figures(BUSY.table3)
    assert "".join(report.table3.found["unable_not_held"].label.split()) == "1.本机关不掌握相关政府信息"
    assert report.table3.other == ()


@pytest.mark.parametrize("dialect", ["tab", "tab-ragged", "cell-a-line", "cell-a-line-with-tab", "spaces"])
@pytest.mark.parametrize(
    ("first", "second"), [("（三）不予", "公开"), ("（三）", "不予公开"), ("三、本年度", "办理结果")]
)
def test_a_group_cut_in_two(dialect: str, first: str, second: str) -> None:
    """The second half of the group stands in the row below, as where the page breaks in a merged cell."""
    source = text(BUSY, dialect)
    whole = first + second
    assert whole in source
    if dialect in ("cell-a-line", "cell-a-line-with-tab"):
        cut = source.replace(whole, f"{first}\n{second}")
    else:
        head, _, rest = source.partition(whole)
        line, _, rest = rest.partition("\n")
        nxt, _, rest = rest.partition("\n")
        gap = "   " if dialect == "spaces" else "\t"
        below = nxt.lstrip("\t") if dialect != "spaces" else nxt
        cut = f"{head}{first}{line}\n{second}{gap}{below}\n{rest}"
    report = of_text(cut)
    assert figures(report.table3) == figures(BUSY.table3)


@pytest.mark.parametrize("glue", ["", " ", "\n", "—"])
def test_the_group_in_the_same_cell(glue: str) -> None:
    lines = [
        row(SPEC.row_label(r.id) if not r.group else f"{r.group}{glue}{r.label}", ROWS_OF_BUSY[r.id])
        for r in SPEC.table3_rows
    ]
    report = _requests(Grid(tuple(lines)))
    assert figures(report.table3) == figures(BUSY.table3)


def test_subtotals_are_told_and_not_mixed_in() -> None:
    """Some fill in a subtotal beside （三）不予公开; it is no row of the format."""
    lines = []
    for r in SPEC.table3_rows:
        if r.id in ("denied_state_secret", "unable_not_held", "refused_petition", "other_not_corrected"):
            assert r.group
            lines.append(row(r.group, (701, 702, 703, 704, 705, 706, 4221)))
        lines.append(row(r.label, ROWS_OF_BUSY[r.id]))
    report = _requests(Grid(tuple(lines)))
    assert figures(report.table3) == figures(BUSY.table3)
    assert len(report.table3.other) == 4
    assert "不予公开" in report.table3.other[0]
    assert all(fact.values == 7 for fact in report.table3.found.values())


def test_subtotals_as_columns_of_the_group_cell_in_text() -> None:
    source = text(BUSY, "tab-ragged").replace("（三）不予公开\t", "（三）不予公开\t701\t0\t0\t0\t0\t0\t701\n")
    report = of_text(source)
    assert figures(report.table3) == figures(BUSY.table3)
    assert len(report.table3.other) == 1


def test_extra_rows_are_told() -> None:
    lines = [row(r.label, ROWS_OF_BUSY[r.id]) for r in SPEC.table3_rows]
    lines.insert(5, row("其中：涉及土地征收类", (9, 8, 7, 6, 5, 4, 39)))
    lines.append(row("备注", ("", "", "", "", "", "", "")))
    report = _requests(Grid(tuple(lines)))
    assert figures(report.table3) == figures(BUSY.table3)
    assert any("土地征收" in label for label in report.table3.other)


def test_extra_rows_of_table_2() -> None:
    tables = grids(BUSY)
    grid = tables["proactive"][0]
    extra = (GridCell("行政征收", 0), GridCell("31", 1, 3))
    at = next(i for i, line in enumerate(grid.rows) if line[0].text == "行政强制")
    tables["proactive"] = [Grid((*grid.rows[: at + 1], extra, *grid.rows[at + 1 :]))]
    report = recognise(outline(BUSY, tables))
    assert figures(report.table2) == figures(BUSY.table2)
    assert any("行政征收" in label for label in report.table2.other)


@pytest.mark.parametrize("lost", [r.id for r in SPEC.table3_rows])
def test_a_missing_row(lost: str) -> None:
    rows = tuple(row(r.label, ROWS_OF_BUSY[r.id]) for r in SPEC.table3_rows if r.id != lost)
    report = _requests(Grid(rows))
    truth = {p: (None if f".{lost}." in p else v) for p, v in figures(BUSY.table3).items()}
    assert figures(report.table3) == truth
    assert lost not in report.table3.found
    assert all(n.why == "原文没有这一行" for n in report.notes if f".{lost}." in n.path)


def test_the_labels_as_they_stand() -> None:
    report = _with_labels(lambda s: s.replace("秘密", "秘宓"))
    assert report.table3.found["denied_state_secret"].label == "1.属于国家秘宓"
    assert "国家秘宓" in report.table3.rows["denied_state_secret"]["total"].why


def test_shapes_are_the_statutory_ones() -> None:
    """The builder of these tests prints what the format asks for: 28 rows of table 3, 14 of table 2."""
    assert [len(shape.rows) for shape in shapes(BUSY).values()] == [14, 28, 4]
    assert differences(BUSY, recognise(outline(BUSY))) == []
    assert Paragraph("x").level is None
