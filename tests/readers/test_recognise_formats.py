"""Which format a report's tables have: that of 2021, that of 2019 whatever the year, or none before 2019."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.readers.outline import Grid, GridCell, Outline, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.report.cell import Cell, State
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport
from tests.readers.printed import DIALECTS, figures, grids, of_blocks, of_text, outline, respelt, row, shapes, text
from tests.report_strategies import differences
from tests.sample_reports import ROWS_OF_BUSY, busy, quiet, trial

OTHERS = ("other_not_corrected", "other_unpaid", "other_other")


def _of_year(report: AnnualReport, year: int | None) -> AnnualReport:
    title = f"{report.agency}{f'{year}年' if year else ''}政府信息公开工作年度报告"
    sections = tuple(replace(s, paragraphs=()) for s in report.sections)
    return replace(report, year=year, title=title, sections=sections, preamble=())


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022, 2023, None])
def test_the_tables_of_2019_in_any_year(year: int | None) -> None:
    report = _of_year(trial(), year)
    found = recognise(outline(report))
    assert (found.format, found.year) == ("2019", year)
    assert differences(report, found) == []


@pytest.mark.parametrize("year", [2020, 2021, 2023, None])
def test_the_tables_of_2021_in_any_year(year: int | None) -> None:
    report = _of_year(quiet(), year)
    found = recognise(outline(report))
    assert (found.format, found.year) == ("2021", year)
    assert differences(report, found) == []


@pytest.mark.parametrize(("year", "format_id"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (None, "2021")])
def test_without_table_2_the_year_decides(year: int | None, format_id: str) -> None:
    report = _of_year(quiet(), year)
    tables = {s: g for s, g in grids(report).items() if s != "proactive"}
    assert recognise(outline(report, tables)).format == format_id


@pytest.mark.parametrize("slip", ["本年新制作数", "对外公开总数", "本年增减", "上一年项目数", "本年\n新制作\n数量"])
def test_headers_of_2019_with_slips(slip: str) -> None:
    words = {"本年新制作数": "本年新制作数量", "对外公开总数": "对外公开总数量", "本年增减": "本年增/减",
             "上一年项目数": "上一年项目数量"}  # fmt: skip
    true = words.get(slip, "本年新制作数量")
    report = _of_year(trial(), 2022)
    tables = respelt(grids(report), lambda t: slip if t == true else t)
    found = recognise(outline(report, tables))
    assert found.format == "2019"
    assert figures(found.table2) == figures(report.table2)


def _single_other(report: AnnualReport) -> Outline:
    """A report whose （六）其他处理 is one row, as in 2019, whatever its table 2."""
    spec = load_format("2021")
    tables = grids(report)
    kept = [r.id for r in spec.table3_rows if r.id not in OTHERS]
    lines = [row(spec.row_label(r), ROWS_OF_BUSY[r]) for r in kept]
    lines.insert(kept.index("concluded"), row("（六）其他处理", (1486, 0, 0, 0, 0, 0, 1486)))
    tables["requests"] = [Grid(tuple(lines))]
    return outline(report, tables)


def test_one_row_of_other_in_the_format_of_2021() -> None:
    found = recognise(_single_other(busy()))
    assert found.format == "2021"
    assert found.table3.value("other_other", "total") == 1486
    for lost in OTHERS[:2]:
        assert lost not in found.table3.found
        assert {c.why for c in found.table3.rows[lost].values()} == {"原文（六）其他处理只有一行，没有分列"}
    assert {p: v for p, v in figures(found.table3).items() if ".other_" not in p} == {
        p: v for p, v in figures(busy().table3).items() if ".other_" not in p
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_row_of_other_in_text(dialect: str) -> None:
    """In the format of 2019 the row has no leaf beside it."""
    report = trial()
    found = of_text(text(report, dialect))
    assert found.format == "2019"
    assert found.table3.value("other_other", "total") == 4
    assert found.table3.other == ()
    assert set(found.table3.rows) == {r.id for r in load_format("2019").table3_rows}


def test_a_subtotal_of_other_beside_its_three_rows() -> None:
    spec = load_format("2021")
    lines = [row(spec.row_label(r.id), ROWS_OF_BUSY[r.id]) for r in spec.table3_rows]
    at = [r.id for r in spec.table3_rows].index("other_not_corrected")
    lines.insert(at, row("（六）其他处理", (1486, 0, 0, 0, 0, 0, 1486)))
    found = of_blocks("三、收到和处理政府信息公开申请情况", Grid(tuple(lines)))
    assert figures(found.table3) == figures(busy().table3)
    assert found.table3.other == ("（六）其他处理",)


OLD = (
    "青石区财政局2017年政府信息公开工作年度报告",
    "本报告根据条例编制，统计期限为2017年1月1日至12月31日。",
    "一、概述",
    "全年主动公开政府信息210条。",
    "二、主动公开政府信息情况",
    "其中财政信息120条。",
    "三、依申请公开政府信息情况",
    "收到申请3件。",
    "四、政府信息公开收费及减免情况",
    "没有收费。",
)


def _old_table() -> Grid:
    rows = (("指标", "单位", "数量"), ("一、主动公开情况", "", ""), ("（一）主动公开政府信息数", "条", "210"),
            ("其中：主动公开规范性文件数", "条", "4"), ("制发规范性文件总数", "件", "4"),
            ("四、依申请公开情况", "", ""), ("（一）收到申请数", "件", "3"), ("1.当面申请数", "件", "1"),
            ("（二）申请办结数", "件", "3"), ("1.属于已主动公开范围数", "件", "1"), ("3.不同意公开答复数", "件", "0"),
            ("其中：1.涉及国家秘密", "件", "0"), ("五、行政复议数量", "件", "0"),
            ("（一）维持具体行政行为数", "件", "0"),
            ("六、行政诉讼数量", "件", "0"), ("九、行政机关收取检索费", "万元", "0"))  # fmt: skip
    return Grid(tuple(tuple(GridCell(c, i) for i, c in enumerate(line)) for line in rows))


@pytest.mark.parametrize("with_table", [True, False])
def test_before_2019(with_table: bool) -> None:
    found = of_blocks(*OLD, *([Paragraph("附表"), _old_table()] if with_table else []))
    assert (found.format, found.year, found.agency) == ("pre-2019", 2017, "青石区财政局")
    assert [t.present for t in found.tables] == [False] * 3
    assert not list(found.table3.cells())
    assert all(s.heading is None for s in found.sections)
    prose = [p.text for p in found.preamble]
    assert prose[:3] == list(OLD[1:4])
    assert prose[len(OLD) - 1 :] == (
        ["附表", *(" ".join(c.text for c in r if c.text) for r in _old_table().rows)] if with_table else []
    )
    assert [(n.path, n.state) for n in found.remarks] == [("format", "missing")]
    assert "2019" in found.remarks[0].why


def test_no_line_of_an_old_report_is_lost() -> None:
    """Words and rows that later tables have as well stay in its prose."""
    rows = (("规章", "0"), ("规范性文件", "4"), ("行政许可", "31"), ("行政处罚", "2"))
    grid = Grid(tuple(tuple(GridCell(c, i) for i, c in enumerate(line)) for line in rows))
    found = of_blocks(*OLD[:5], grid, *OLD[5:])
    assert found.format == "pre-2019"
    lines = [" ".join(line) for line in rows]
    assert [p.text for p in found.preamble] == [*OLD[1:5], *lines, *OLD[5:]]


def test_the_rows_of_2019_without_their_headers() -> None:
    report = _of_year(trial(), 2022)
    tables = grids(report)
    grid = tables["proactive"][0]
    tables["proactive"] = [Grid(tuple(r for r in grid.rows if r[0].text != "信息内容"))]
    assert recognise(outline(report, tables)).format == "2019"


def test_a_mistyped_year_does_not_hide_the_statutory_tables() -> None:
    found = recognise(outline(_of_year(busy(), 2013)))
    assert found.format == "2021"
    assert figures(found.table3) == figures(busy().table3)


AMOUNTS = {"7730.28": 7730.28, "0.00": 0.0, "1.2万元": 1.2, "1.2万": 1.2, "500元": 0.05, "12,000.5": 12000.5,
           "0.3（含滞纳金）": 0.3}  # fmt: skip


def _fees(change: Callable[[str], str]) -> Cell:
    tables = respelt(grids(busy()), change)
    return recognise(outline(busy(), tables)).table2.rows["fees"]["amount"]


@pytest.mark.parametrize("written", AMOUNTS)
def test_amounts_have_decimals_and_units(written: str) -> None:
    cell = _fees(lambda t: written if t == "7730.28" else t)
    assert cell.value is not None
    assert float(cell.value) == pytest.approx(AMOUNTS[written])
    assert cell.raw == written
    assert (cell.state is State.PLAIN) == (written in ("7730.28", "0.00"))


@pytest.mark.parametrize("header", ["本年收费金额（单位：元）", "本年收费金额（元）", "本年收费金额\n(单位:元)"])
def test_a_header_in_yuan(header: str) -> None:
    cell = _fees(lambda t: header if "收费金额" in t else t)
    assert cell.value is not None
    assert float(cell.value) == pytest.approx(0.773028)
    assert cell.state is State.INFERRED
    assert "元" in cell.why


def test_the_shapes_of_2019_are_its_own() -> None:
    assert len(shapes(trial())["requests"].rows) == 3 + 23
