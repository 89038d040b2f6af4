"""The statutory tables fill their grid, and stand in it where the forms have them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongkai.report.cell import Cell, State
from gongkai.report.format import load_format
from gongkai.writers.table_shape import WIDTH_MM, Role, Shape, ShapeCell, figure_points, table_shape
from tests.sample_reports import busy


def _texts(shape: Shape) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in shape.rows]


@pytest.mark.parametrize("format_id", ["2021", "2019"])
@pytest.mark.parametrize("table_id", ["table2", "table3", "table4"])
def test_every_field_of_the_grid_is_covered_once(format_id: str, table_id: str) -> None:
    shape = table_shape(load_format(format_id), table_id)
    fields = [
        (row + down, cell.col + right)
        for row, cells in enumerate(shape.rows)
        for cell in cells
        for down in range(cell.rowspan)
        for right in range(cell.colspan)
    ]
    assert sorted(fields) == [(r, c) for r in range(len(shape.rows)) for c in range(len(shape.widths))]
    assert sum(shape.widths) == pytest.approx(WIDTH_MM)


def test_the_forms_of_2021() -> None:
    spec = load_format("2021")
    two, three, four = (table_shape(spec, key) for key in ("table2", "table3", "table4"))
    assert [len(shape.rows) for shape in (two, three, four)] == [14, 28, 4]
    assert [len(shape.widths) for shape in (two, three, four)] == [4, 10, 15]
    assert [len(list(shape.figures())) for shape in (two, three, four)] == [10, 175, 15]
    assert _texts(two)[4:6] == [[("第二十条第（五）项", 4, 1)], [("信息内容", 1, 1), ("本年处理决定数量", 3, 1)]]
    groups = {cell.text: cell.rowspan for row in three.rows for cell in row if cell.role is Role.GROUP}
    assert groups == {
        "三、本年度办理结果": 22,
        "（三）不予公开": 8,
        "（四）无法提供": 3,
        "（五）不予处理": 5,
        "（六）其他处理": 3,
    }
    assert _texts(three)[0] == [(spec.table3_words["note"], 3, 3), ("申请人情况", 7, 1)]
    assert _texts(three)[1] == [("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)]
    assert _texts(four)[0] == [("行政复议", 5, 1), ("行政诉讼", 10, 1)]
    assert [(c.text, c.colspan, c.rowspan) for c in four.rows[1]][-2:] == [
        ("未经复议直接起诉", 5, 1),
        ("复议后起诉", 5, 1),
    ]


def test_the_results_of_2019_have_one_row_of_others() -> None:
    shape = table_shape(load_format("2019"), "table3")
    results = next(cell for row in shape.rows for cell in row if cell.text == "三、本年度办理结果")
    assert results.rowspan == 20
    assert len(shape.rows) == 3 + 23


def test_a_lost_row_stays_lost_and_the_merged_cells_shrink() -> None:
    report = busy()
    lost = dict.fromkeys(report.spec.table3_columns, Cell(None, "", State.MISSING, "没有这一行"))
    rows = dict(report.table3.rows) | {"denied_state_secret": lost}
    shape = table_shape(report.spec, "table3", replace(report.table3, rows=rows))
    spans = {cell.text: cell.rowspan for row in shape.rows for cell in row if cell.role is Role.GROUP}
    assert (spans["三、本年度办理结果"], spans["（三）不予公开"]) == (21, 7)
    assert "1.属于国家秘密" not in {cell.text for row in shape.rows for cell in row}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell(7), "7"),
        (Cell(7, " 7 "), "7"),
        (Cell(None, "/", State.BLANK), "/"),
        (Cell(None, "", State.BLANK), ""),
        (Cell(22, "22（其中修订16件）", State.INFERRED), "22（其中修订16件）"),
    ],
)
def test_what_a_figure_prints(cell: Cell, text: str) -> None:
    report = busy()
    rows = dict(report.table3.rows) | {"received": dict(report.table3.rows["received"]) | {"company": cell}}
    shape = table_shape(report.spec, "table3", replace(report.table3, rows=rows))
    printed = {c.figure: c.text for _, c in shape.figures()}
    assert printed["received", "company"] == text


def test_a_long_number_is_set_smaller() -> None:
    shape = table_shape(load_format("2021"), "table3")
    cells = {length: ShapeCell("8" * length, 4, Role.FIGURE, figure=("received", "company")) for length in (3, 9)}
    assert figure_points(shape, cells[3], 10.5) == 10.5
    assert figure_points(shape, cells[9], 10.5) * 9 * 0.5 < (shape.widths[4] - 1) * 72 / 25.4
