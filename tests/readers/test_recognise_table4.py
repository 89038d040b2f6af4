"""Table 4 in the shapes it is published in: in one row, turned, in two grids, over pages, with values lost or added."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.readers.outline import Block, Grid, GridCell
from gongkai.report.cell import State
from gongkai.report.format import load_format
from gongkai.report.model import Table
from tests.readers.printed import grids, of_blocks, of_text
from tests.sample_reports import busy

SPEC = load_format("2021")
COLUMNS = tuple(SPEC.table4_columns)
GROUPS = tuple(SPEC.table4_groups)
HEADING = "四、政府信息公开行政复议、行政诉讼情况"
VALUES = (376, 97, 196, 121, 790, 16, 1, 12, 27, 56, 74, 1, 30, 51, 156)
FIVE = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
FORM = grids(busy())["remedies"][0].rows


def _remedies(*blocks: Block | str) -> Table:
    return of_blocks(HEADING, *blocks, "五、存在的主要问题及改进情况", "公开不够及时。").table4


def _values(table: Table) -> tuple[int | None, ...]:
    return tuple(None if (v := table.value(g, c)) is None else int(v) for g in GROUPS for c in COLUMNS)


def _states(table: Table) -> set[State]:
    return {cell.state for _, cell in table.cells()}


def _line(*cells: object) -> tuple[GridCell, ...]:
    return tuple(GridCell(str(cell), i) for i, cell in enumerate(cells))


def _form(values: Sequence[object], *, exact: bool = True) -> Grid:
    return Grid((*FORM[:3], _line(*values)), exact=exact)


@pytest.mark.parametrize("exact", [True, False])
def test_as_the_format_has_it(exact: bool) -> None:
    table = _remedies(_form(VALUES, exact=exact))
    assert _values(table) == VALUES
    assert _states(table) == {State.PLAIN}
    assert table.found["data"].values == table.found["data"].expected == 15
    assert {"行政复议", "未经复议直接起诉", "结果维持"} <= set(table.headers)


BROKEN = tuple(word if len(word) < 4 else f"{word[:2]}\n{word[2:]}" for word in FIVE)
LAWSUITS = ("未经复议直接起诉", "复议后起诉")
HEADERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "one line of header": (FIVE * 3,),
    "groups and header": (("行政复议", "", "", "", "", "行政诉讼", *[""] * 9), FIVE * 3),
    "three groups": (("行政复议", *LAWSUITS), FIVE * 3),
    "other words": (("行政复议", "行政诉讼"), ("维持", "纠正", "其他", "未审结", "总计") * 3, LAWSUITS, FIVE * 2),
    "broken": (("行政复议", "行政诉讼"), (*BROKEN, "未经复议\n直接起诉", "复议后\n起诉"), BROKEN * 2),
    "with a label column": (("项目", "行政复议", "行政诉讼"), ("", *FIVE, *LAWSUITS), ("", *FIVE, *FIVE)),
}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("exact", [True, False])
def test_headers(header: str, exact: bool) -> None:
    data = ("件数", *VALUES) if header == "with a label column" else VALUES
    table = _remedies(Grid((*(_line(*cells) for cells in HEADERS[header]), _line(*data)), exact=exact))
    assert _values(table) == VALUES


def test_lines_of_one_figure() -> None:
    words = ["行政复议", "行政诉讼", *FIVE, "未经复议直接起诉", "复议后起诉", *FIVE, *FIVE]
    assert _values(_remedies(*words, *map(str, VALUES))) == VALUES
    body = "\n".join([HEADING, *words, *map(str, VALUES), "五、存在的主要问题及改进情况", "公开不够及时。"])
    assert _values(of_text(body).table4) == VALUES


def test_figures_in_one_line_of_blanks() -> None:
    lines = (
        HEADING,
        "行政复议 行政诉讼",
        "  ".join(FIVE * 3),
        " ".join(map(str, VALUES)),
        "五、存在的主要问题及改进情况",
    )
    body = "\n".join(lines)
    assert _values(of_text(body).table4) == VALUES


def test_figures_over_several_lines() -> None:
    rows = (*FORM[:3], _line(*VALUES[:5]), _line(*VALUES[5:10]), _line(*VALUES[10:]))
    assert _values(_remedies(Grid(rows, exact=False))) == VALUES


@pytest.mark.parametrize("exact", [True, False])
def test_a_row_a_group(exact: bool) -> None:
    rows = (
        _line("类别", *FIVE),
        _line("行政复议", *VALUES[:5]),
        _line("行政诉讼", "未经复议直接起诉", *VALUES[5:10]),
        _line("", "复议后起诉", *VALUES[10:]),
    )
    table = _remedies(Grid(rows, exact=exact))
    assert _values(table) == VALUES
    assert set(table.found) == set(GROUPS)


def test_a_row_a_group_with_a_value_lost() -> None:
    rows = (
        _line("类别", *FIVE),
        _line("行政复议", *VALUES[:5]),
        _line("未经复议直接起诉", *VALUES[5:10]),
        _line("复议后起诉", 74, 1, 30, 156),
    )
    table = _remedies(Grid(rows))
    assert _values(table)[:10] == VALUES[:10]
    assert all(got in (None, true) for got, true in zip(_values(table)[10:], VALUES[10:], strict=True))
    assert table.found["lawsuit_after_review"].values == 4


def test_a_row_an_outcome() -> None:
    """Turned the other way: outcomes down the side, groups across."""
    by_column = [VALUES[i::5] for i in range(5)]
    rows = (
        _line("", "行政复议", "未经复议直接起诉", "复议后起诉"),
        *(_line(w, *v) for w, v in zip(FIVE, by_column, strict=True)),
    )
    table = _remedies(Grid(rows))
    assert _values(table) in (VALUES, (None,) * 15)


def test_reviews_and_lawsuits_apart() -> None:
    reviews = Grid((_line("行政复议"), _line(*FIVE), _line(*VALUES[:5])))
    lawsuits = Grid(
        (_line("行政诉讼"), _line("未经复议直接起诉", "复议后起诉"), _line(*FIVE, *FIVE), _line(*VALUES[5:]))
    )
    assert _values(_remedies(reviews, lawsuits)) == VALUES
    captioned = _remedies("（一）行政复议情况", reviews, "（二）行政诉讼情况", lawsuits)
    assert _values(captioned) == VALUES


def test_lawsuits_in_two_grids_as_well() -> None:
    one, two, three = (
        Grid((_line(name), _line(*FIVE), _line(*VALUES[i : i + 5])))
        for i, name in ((0, "行政复议"), (5, "行政诉讼（未经复议直接起诉）"), (10, "行政诉讼（复议后起诉）"))
    )
    assert _values(_remedies(one, two, three)) == VALUES


def test_the_data_row_alone_on_the_next_page() -> None:
    table = _remedies(Grid(FORM[:3], 4), "- 4 -", Grid((_line(*VALUES),), 5))
    assert _values(table) == VALUES
    assert table.found["data"].place.page == 5
    titled = _remedies(Grid(FORM[:3], 4), "青石区人民政府2023年政府信息公开工作年度报告", Grid((_line(*VALUES),), 5))
    assert _values(titled) == VALUES


@pytest.mark.parametrize("blank", ["", "/", "—", "-"])
def test_all_blank(blank: str) -> None:
    table = _remedies(_form([blank] * 15))
    assert _values(table) == (None,) * 15
    assert table.present
    assert _states(table) == {State.BLANK}
    assert table.found["data"].values == 15


def test_one_blank() -> None:
    table = _remedies(_form([*VALUES[:7], "", *VALUES[8:]]))
    assert _values(table) == (*VALUES[:7], None, *VALUES[8:])
    assert table.rows["lawsuit_direct"]["other"].state is State.BLANK


def test_notes_in_cells() -> None:
    table = _remedies(_form(["376件", "97（含上年3件）", *VALUES[2:]]))
    assert _values(table) == VALUES
    assert table.rows["review"]["upheld"].state is State.INFERRED


@pytest.mark.parametrize("count", [14, 16, 17])
def test_all_zero_with_values_lost_or_added(count: int) -> None:
    table = _remedies(_form([0] * count, exact=False))
    assert _values(table) == (0,) * 15
    assert _states(table) == {State.INFERRED}
    assert table.found["data"].values == count


def test_two_zeros_lost_are_not_made_up() -> None:
    """A part and its total may be what is lost."""
    table = _remedies(_form([0] * 13, exact=False))
    assert all(v in (None, 0) for v in _values(table))
    assert None in _values(table)


groups = st.tuples(*[st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 999))] * 4).map(lambda g: (*g, sum(g)))
rows = st.tuples(groups, groups, groups).map(lambda g: (*g[0], *g[1], *g[2]))


def _honest(table: Table, truth: Sequence[int]) -> None:
    for got, true in zip(_values(table), truth, strict=True):
        assert got in (None, true)
    assert _states(table) <= {State.INFERRED, State.MISSING}
    assert all(cell.why for _, cell in table.cells())


@given(row=rows, at=st.integers(0, 14))
@settings(max_examples=150)
def test_one_lost(row: tuple[int, ...], at: int) -> None:
    table = _remedies(_form(row[:at] + row[at + 1 :], exact=False))
    _honest(table, row)
    assert table.found["data"].values == 14


@given(row=rows, at=st.integers(0, 15), more=st.integers(0, 3))
@settings(max_examples=150)
def test_one_added(row: tuple[int, ...], at: int, more: int) -> None:
    _honest(_remedies(_form((*row[:at], more, *row[at:]), exact=False)), row)


@given(row=rows, at=st.sets(st.integers(0, 14), min_size=2, max_size=4))
@settings(max_examples=100)
def test_several_lost(row: tuple[int, ...], at: set[int]) -> None:
    table = _remedies(_form([v for i, v in enumerate(row) if i not in at], exact=False))
    for got, true in zip(_values(table), row, strict=True):
        assert got in (None, true)


@pytest.mark.parametrize("at", range(15))
def test_one_of_different_figures_lost_is_placed(at: int) -> None:
    table = _remedies(_form(VALUES[:at] + VALUES[at + 1 :], exact=False))
    found = _values(table)
    assert sum(v is not None for v in found) >= 10
    _honest(table, VALUES)


def test_no_table_but_a_sentence() -> None:
    report = of_blocks(HEADING, "2023年，本机关没有发生行政复议和行政诉讼。", "五、存在的主要问题及改进情况")
    assert not report.table4.present
    assert report.section("remedies").text == "2023年，本机关没有发生行政复议和行政诉讼。"
    assert {cell.why for _, cell in report.table4.cells()} == {"原文没有这张表"}
