"""Cells in their table: notes and spellings, blanks of ruled and of unruled tables, merged and repeated cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.readers.outline import Grid, GridCell
from gongkai.readers.recognise import recognise
from gongkai.report.cell import Cell, State
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport
from tests.readers.printed import DIALECTS, figures, grids, is_number, of_blocks, of_text, outline, respelt, text
from tests.sample_reports import busy

SPEC = load_format("2021")
COLUMNS = tuple(SPEC.table3_columns)
HEADING = "三、收到和处理政府信息公开申请情况"
HEADER = ("申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def _received(*cells: GridCell, exact: bool = True) -> dict[str, Cell]:
    """The row 一 of a table 3 in which it stands above a row of zeros."""
    header = tuple(GridCell(word, i) for i, word in enumerate(HEADER))
    label = GridCell(SPEC.row_label("received"), 0)
    zeros = (GridCell(SPEC.row_label("carried_in"), 0), *(GridCell("0", i) for i in range(1, 8)))
    grid = Grid((header, (label, *cells), zeros), exact=exact)
    return dict(of_blocks(HEADING, grid).table3.rows["received"])


def _plain(*texts: str) -> tuple[GridCell, ...]:
    return tuple(GridCell(text, i) for i, text in enumerate(texts, 1))


def test_blanks_of_a_ruled_table_stay_blank() -> None:
    cells = _received(*_plain("3", "", "", "", "", "", "3"))
    assert [c.value for c in cells.values()] == [3, None, None, None, None, None, 3]
    assert [c.state for c in cells.values()] == [State.PLAIN, *[State.BLANK] * 5, State.PLAIN]


def test_an_all_blank_row_of_a_ruled_table() -> None:
    cells = _received(*_plain(*[""] * 7))
    assert {(c.value, c.state) for c in cells.values()} == {(None, State.BLANK)}


@pytest.mark.parametrize("texts", [("3", "", "0", "0", "0", "", "3"), ("3", "/", "0", "0", "0", "—", "3")])
def test_blanks_between_the_figures_of_a_text(texts: tuple[str, ...]) -> None:
    cells = _received(*_plain(*texts), exact=False)
    assert [c.value for c in cells.values()] == [3, None, 0, 0, 0, None, 3]
    assert cells["company"].state is State.BLANK


def test_a_dash_is_told_as_it_stands() -> None:
    cells = _received(*_plain("3", "/", "－", "—", "——", "无", "3"))
    assert [c.raw for c in cells.values()] == ["3", "/", "－", "—", "——", "无", "3"]
    assert all("不等于0" in c.why for c in list(cells.values())[1:-1])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("22（其中修订16件）", 22),
        ("12件", 12),
        ("1,234", 1234),
        ("１２", 12),
        ("1 4", 14),
        ("O", 0),
        ("〇", 0),
        ("1\n2", 12),
    ],
)
@pytest.mark.parametrize("exact", [True, False])
def test_spellings_count_once(written: str, value: int, exact: bool) -> None:
    cells = _received(*_plain(written, "0", "0", "0", "0", "0", "9999"), exact=exact)
    assert [c.value for c in cells.values()] == [value, 0, 0, 0, 0, 0, 9999]
    assert (cells["natural_person"].state, cells["natural_person"].raw) == (State.INFERRED, written)
    assert cells["natural_person"].why


def test_words_in_a_cell_of_figures() -> None:
    cells = _received(*_plain("3", "见附表", "0", "0", "0", "0", "3"))
    assert cells["company"].value is None
    assert cells["company"].state is State.BLANK
    assert "见附表" in cells["company"].why


def test_merged_cells_with_zero() -> None:
    cells = _received(GridCell("3", 1), GridCell("0", 2, 5), GridCell("3", 7))
    assert [c.value for c in cells.values()] == [3, 0, 0, 0, 0, 0, 3]
    assert [c.state for c in cells.values()] == [State.PLAIN, *[State.INFERRED] * 5, State.PLAIN]
    assert "5格合并" in cells["ngo"].why


def test_merged_cells_with_a_number_are_not_shared_out() -> None:
    cells = _received(GridCell("3", 1), GridCell("4", 2, 5), GridCell("7", 7))
    assert [c.value for c in cells.values()] == [3, None, None, None, None, None, 7]
    assert cells["ngo"].state is State.MISSING
    assert "“4”" in cells["ngo"].why


def test_one_merged_dash() -> None:
    cells = _received(GridCell("/", 1, 7))
    assert {(c.value, c.state, c.raw) for c in cells.values()} == {(None, State.BLANK, "/")}


def test_all_figures_in_one_cell() -> None:
    for cells in (_received(GridCell("3 0 0 0 0 1 4", 1, 7)), _received(GridCell("3\n0\n0\n0\n0\n1\n4", 1, 7))):
        assert [c.value for c in cells.values()] == [3, 0, 0, 0, 0, 1, 4]


def test_values_that_a_converter_repeated() -> None:
    """A merged cell of table 2 stands three times in its row."""
    tables = grids(busy(), "repeated")
    assert [c.text for c in tables["proactive"][0].rows[6]][1:] == ["550"] * 3
    report = recognise(outline(busy(), tables))
    assert figures(report.table2) == figures(busy().table2)
    assert report.table2.found["licences"].values == 1


def test_columns_in_another_order_are_read_by_their_header() -> None:
    rows = (
        ("信息内容", "现行有效件数", "本年制发件数", "本年废止件数"),
        ("规章", "7", "1", "2"),
        ("行政规范性文件", "288", "14", "20"),
    )
    grid = Grid(tuple(tuple(GridCell(c, i) for i, c in enumerate(r)) for r in rows))
    table = of_blocks("二、主动公开政府信息情况", grid).table2
    assert {c: table.value("normative_documents", c) for c in ("made", "repealed", "in_force")} == {
        "made": 14, "repealed": 20, "in_force": 288,
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_row_of_table_2_with_values_lost_or_added(count: int) -> None:
    header = _plain("本年制发件数", "本年废止件数", "现行有效件数")
    grid = Grid(
        ((GridCell("信息内容", 0), *header), (GridCell("规章", 0), *_plain("1", "2", "3", "4")[:count])), exact=False
    )
    table = of_blocks("二、主动公开政府信息情况", grid).table2
    assert {c.value for c in table.rows["regulations"].values()} == {None}
    assert {c.state for c in table.rows["regulations"].values()} == {State.MISSING}
    assert all(f"{count}个数值" in c.why for c in table.rows["regulations"].values())


NOISE: dict[str, Callable[[str], str]] = {
    "units": lambda v: f"{v}件",
    "full width": lambda v: v.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    "grouped": lambda v: f"{int(v):,}" if v.isdigit() else v,
}


@pytest.mark.parametrize("noise", NOISE)
def test_every_cell_noisy(noise: str) -> None:
    tables = respelt(grids(busy()), lambda t: NOISE[noise](t) if is_number(t) else t)
    report = recognise(outline(busy(), tables))
    assert [figures(t) for t in report.tables] == [figures(t) for t in busy().tables]
    _noted(report)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("dash", ["/", "-", "—", "－"])
def test_dashes_in_every_dialect(dialect: str, dash: str) -> None:
    report = busy()
    rows = {r: {c: Cell(None, dash, State.BLANK, "x") if cell.value == 0 else cell for c, cell in cells.items()}
            for r, cells in report.table3.rows.items()}  # fmt: skip
    dashed = replace(report, table3=replace(report.table3, rows=rows))
    found = of_text(text(dashed, dialect))
    assert figures(found.table3) == figures(dashed.table3)
    assert {c.state for p, c in found.table3.cells() if c.value is None} == {State.BLANK}
    _noted(found)


def _noted(report: AnnualReport) -> None:
    """Every cell that is not plain, and every cell without a value, has a note that says why."""
    notes = {note.path: note for note in report.notes}
    for table in report.tables:
        for path, cell in table.cells():
            if cell.state is not State.PLAIN or cell.value is None:
                assert notes[path].why
                assert notes[path].state == cell.state.value
