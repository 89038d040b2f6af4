"""A row with too few or too many values: what is inferred is true, what is not decided is missing with a note."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.readers.outline import Grid, GridCell
from gongkai.report.cell import State
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport, Table
from tests.readers.printed import of_blocks
from tests.sample_reports import ROWS_OF_BUSY

SPEC = load_format("2021")
COLUMNS = tuple(SPEC.table3_columns)
WIDTH = len(COLUMNS)
ROWS = [row.id for row in SPEC.table3_rows]
Row = tuple[int, ...]


def _table(rows: Mapping[str, tuple[int, ...]]) -> AnnualReport:
    """A report with a tab table of these rows, however many values each holds."""
    header = ("申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    lines = [header, *((SPEC.row_label(row), *map(str, values)) for row, values in rows.items())]
    cells = tuple(tuple(GridCell(text, col) for col, text in enumerate(line)) for line in lines)
    return of_blocks("三、收到和处理政府信息公开申请情况", Grid(cells, exact=False))


def _row(table: Table, row: str) -> list[int | None]:
    return [None if v is None else int(v) for v in (table.value(row, column) for column in COLUMNS)]


def _possible(values: Row) -> list[Row]:
    """Every row that adds up and gives these values when one is taken out of it, by trying them all."""
    found = []
    for gap in range(WIDTH):
        for lost in range(max(values) * 2 + sum(values) + 1):
            row = (*values[:gap], lost, *values[gap:])
            if sum(row[:-1]) == row[-1]:
                found.append(row)
    return found


def _honest(report: AnnualReport, truth: Mapping[str, Row]) -> None:
    """No figure that is not the true one, and a note with a reason for every cell that is not plain."""
    noted = {note.path: note for note in report.notes}
    for path, cell in report.table3.cells():
        _, row, column = path.split(".")
        if row in truth and cell.value is not None:
            assert cell.value == truth[row][COLUMNS.index(column)], path
        if cell.state is not State.PLAIN:
            assert noted[path].why
        assert cell.value is not None or cell.state in (State.MISSING, State.BLANK)


small = st.integers(0, 3)
counts = st.one_of(st.just(0), st.just(0), small, st.integers(0, 99), st.integers(0, 99_999))
parts = st.tuples(*[counts] * (WIDTH - 1))
true_rows = parts.map(lambda row: (*row, sum(row)))


@st.composite
def true_tables(draw: st.DrawFn) -> dict[str, Row]:
    """Table 3 in which every row and every column adds up."""
    sparse = st.one_of(st.just((0,) * (WIDTH - 1)), st.tuples(*[small] * (WIDTH - 1)), parts)
    rows = {row: draw(sparse) for row in (*SPEC.results, "carried_out")}
    concluded = tuple(sum(rows[row][i] for row in SPEC.results) for i in range(WIDTH - 1))
    handled = tuple(a + b for a, b in zip(concluded, rows["carried_out"], strict=True))
    carried_in = tuple(draw(st.integers(0, total)) for total in handled)
    received = tuple(a - b for a, b in zip(handled, carried_in, strict=True))
    rows |= {"concluded": concluded, "carried_in": carried_in, "received": received}
    return {row: (*rows[row], sum(rows[row])) for row in ROWS}


def _without(values: Row, at: int) -> Row:
    return values[:at] + values[at + 1 :]


@given(row=true_rows, at=st.integers(0, WIDTH - 1))
@settings(max_examples=200)
def test_one_too_few_in_a_row_alone(row: Row, at: int) -> None:
    report = _table({"received": _without(row, at)})
    _honest(report, {"received": row})
    fact = report.table3.found["received"]
    assert (fact.values, fact.expected) == (WIDTH - 1, WIDTH)


@given(row=st.tuples(*[small] * (WIDTH - 1)).map(lambda r: (*r, sum(r))), at=st.integers(0, WIDTH - 1))
def test_what_all_placements_agree_on_is_inferred(row: Row, at: int) -> None:
    left = _without(row, at)
    possible = _possible(left)
    agreed = [column.pop() if len(column) == 1 else None for column in map(set, zip(*possible, strict=True))]
    report = _table({"received": left})
    assert _row(report.table3, "received") == agreed
    for column, value in zip(COLUMNS, agreed, strict=True):
        state = report.table3.rows["received"][column].state
        assert state is (State.MISSING if value is None else State.INFERRED)


@given(truth=true_tables(), lost=st.dictionaries(st.sampled_from(ROWS), st.integers(0, WIDTH - 1), max_size=25))
@settings(max_examples=50)
def test_one_too_few_in_any_rows_of_a_true_table(truth: dict[str, Row], lost: dict[str, int]) -> None:
    _honest(_table({row: _without(v, lost[row]) if row in lost else v for row, v in truth.items()}), truth)


@given(truth=true_tables(), at=st.integers(0, WIDTH - 1))
@settings(max_examples=25)
def test_the_same_column_lost_in_all_rows(truth: dict[str, Row], at: int) -> None:
    _honest(_table({row: _without(v, at) for row, v in truth.items()}), truth)


@given(truth=true_tables(), lost=st.dictionaries(st.sampled_from(ROWS), st.integers(0, WIDTH - 1), max_size=25),
       off=st.tuples(*[st.integers(1, 5)] * WIDTH))  # fmt: skip
@settings(max_examples=50)
def test_columns_that_do_not_add_up_decide_nothing_wrong(truth: dict[str, Row], lost: dict[str, int], off: Row) -> None:
    """The rows are true, yet no column holds: the columns must not lead to a wrong figure."""
    more = tuple(a + b for a, b in zip(truth["concluded"], off, strict=True))
    truth = truth | {"concluded": (*more[:-1], sum(more[:-1]))}
    printed = {row: _without(v, lost[row]) if row in lost and row != "concluded" else v for row, v in truth.items()}
    _honest(_table(printed), truth)


@given(row=true_rows, gaps=st.sampled_from(list(combinations(range(WIDTH), 2))))
@settings(max_examples=200)
def test_two_too_few(row: Row, gaps: tuple[int, int]) -> None:
    report = _table({"received": tuple(v for i, v in enumerate(row) if i not in gaps)})
    _honest(report, {"received": row})


@given(row=true_rows, at=st.integers(0, WIDTH), more=counts)
@settings(max_examples=200)
def test_one_too_many(row: Row, at: int, more: int) -> None:
    report = _table({"received": (*row[:at], more, *row[at:])})
    _honest(report, {"received": row})
    assert report.table3.found["received"].values == WIDTH + 1


@pytest.mark.parametrize("values", [(1, 2, 3), (1,) * 12, (0,) * 40, ()])
def test_too_far_off_is_missing(values: tuple[int, ...]) -> None:
    report = _table({"received": values})
    assert _row(report.table3, "received") == [None] * WIDTH
    assert all(report.table3.rows["received"][c].state is State.MISSING for c in COLUMNS)
    assert f"{len(values)}个数值" in report.table3.rows["received"]["total"].why


@pytest.mark.parametrize("at", range(WIDTH))
@pytest.mark.parametrize("row", ["received", "granted", "unable_not_held", "concluded"])
def test_large_figures_are_placed_by_the_columns(row: str, at: int) -> None:
    """With figures so different a lost value can stand in one place only, or its row is left open."""
    report = _table({**ROWS_OF_BUSY, row: _without(ROWS_OF_BUSY[row], at)})
    _honest(report, ROWS_OF_BUSY)
    assert _row(report.table3, row) == list(ROWS_OF_BUSY[row])
    assert "本列勾稽关系" in report.table3.rows[row]["total"].why or at in (2, 6)


@pytest.mark.parametrize("row", ["granted", "concluded"])
def test_a_negative_figure_is_not_placed(row: str) -> None:
    report = _table({**ROWS_OF_BUSY, row: (-1, 0, 0, 0, 0, 0)})
    assert _row(report.table3, row) == [None] * WIDTH
