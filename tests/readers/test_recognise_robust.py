"""Any outline gives a report: nothing raises, nothing takes long, every figure without doubt stands in the source."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.readers.limits import MAX_CELLS
from gongkai.readers.outline import Block, Grid, GridCell, Outline, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.readers.recognise.vocabulary import words_of
from gongkai.report.cell import State
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport
from tests.readers.printed import grids, outline
from tests.sample_reports import busy

SPEC = load_format("2021")
HEADINGS = [s.heading for s in SPEC.sections]
LABELS = [r.label for r in SPEC.table3_rows]
TITLE = "青石区财政局2023年政府信息公开工作年度报告"

words = st.sampled_from(
    [*words_of(), *LABELS, *HEADINGS, TITLE, "（三）不予公开", "第二十条第（一）项", "合计", "件数"]
)
marks = st.sampled_from(
    ["", " ", "0", "1", "12件", "/", "—", "3 4", "１２", "0 0 0 0 0 0 0", "\n", "2023年", "（", "、"]
)
texts = st.one_of(
    words, marks, st.text(max_size=20), st.tuples(words, marks).map("".join), st.tuples(words, words).map("".join)
)
cells = st.builds(GridCell, text=texts, col=st.integers(0, 20), colspan=st.integers(1, 7), rowspan=st.integers(1, 3))
pages = st.one_of(st.none(), st.integers(1, 9))
blocks = st.one_of(
    st.builds(Paragraph, text=texts, page=pages, level=st.one_of(st.none(), st.integers(1, 6))),
    st.builds(
        Grid,
        rows=st.lists(st.lists(cells, max_size=10).map(tuple), max_size=8).map(tuple),
        page=pages,
        exact=st.booleans(),
    ),
)
outlines = st.builds(
    Outline, blocks=st.lists(blocks, max_size=25).map(tuple), kind=st.just("test"), title=st.one_of(st.none(), texts)
)
LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def _sound(report: AnnualReport) -> None:
    notes = {note.path: note for note in report.notes}
    for table in report.tables:
        for path, cell in table.cells():
            if cell.value is None or cell.state is not State.PLAIN:
                assert notes[path].why, path
            assert (cell.value is None) == (cell.state in (State.BLANK, State.MISSING)), path
    if report.format != "pre-2019":
        assert set(report.table3.rows) == {r.id for r in report.spec.table3_rows}
        assert set(report.table4.rows) == set(report.spec.table4_groups)
    assert [s.id for s in report.sections] == [s.id for s in SPEC.sections]


@given(outlines)
@settings(max_examples=120, suppress_health_check=LARGE)
def test_any_outline(given_outline: Outline) -> None:
    _sound(recognise(given_outline))


@given(given_outline=outlines)
@settings(max_examples=60, suppress_health_check=LARGE)
def test_prose_comes_out_once_and_in_order(given_outline: Outline) -> None:
    """What comes out of paragraphs is what went in, in order and not twice."""
    report = recognise(given_outline)
    places = sorted((p.place.block or 0, p.place.row or -1) for _, p in report.passages())
    assert len(places) == len(set(places))
    for _, part in (("preamble", report.preamble), *((s.id, s.paragraphs) for s in report.sections)):
        order = [(p.place.block or 0, p.place.row or -1) for p in part]
        assert order == sorted(order)


damage = st.sampled_from(
    ["drop row", "drop cell", "double row", "blank cell", "word for figure", "drop grid", "swap rows"]
)


@given(st.lists(st.tuples(damage, st.integers(0, 10_000), st.integers(0, 10_000)), max_size=6))
@settings(max_examples=100, suppress_health_check=LARGE)
def test_a_damaged_report_is_never_misread(kinds: list[tuple[str, int, int]]) -> None:
    """Rows and cells lost or doubled: each figure that is read without a note is the true one."""
    report = busy()
    tables = {section: [list(map(list, grid.rows)) for grid in found] for section, found in grids(report).items()}
    for kind, which, where in kinds:
        _damage(list(tables.values())[which % 3], kind, which, where)
    broken = {s: [Grid(tuple(map(tuple, rows))) for rows in found] for s, found in tables.items()}
    found = recognise(outline(report, broken))
    _sound(found)
    truth = {path: cell.value for table in report.tables for path, cell in table.cells()}
    for table in found.tables:
        for path, cell in table.cells():
            if cell.state is State.PLAIN:
                assert cell.value == truth[path], (path, cell)


def _damage(found: list[list[list[GridCell]]], kind: str, which: int, where: int) -> None:
    rows = found[0] if found else []
    if kind == "drop grid":
        found.clear()
    if len(rows) < 5:
        return
    at = 3 + where % (len(rows) - 3)
    row = rows[at]
    figures = [i for i, c in enumerate(row) if c.text.replace(".", "").isdigit()]
    if kind == "drop row":
        del rows[at]
    elif kind == "double row":
        rows.insert(at, list(row))
    elif kind == "swap rows" and at + 1 < len(rows):
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
    elif figures:
        i = figures[which % len(figures)]
        if kind == "drop cell":
            del row[i]
        elif kind == "blank cell":
            row[i] = replace(row[i], text="")
        elif kind == "word for figure":
            row[i] = replace(row[i], text="详见附件")


def _prose(count: int) -> list[Block]:
    return [Paragraph(f"第{i}段，公开信息{i}条。") for i in range(count)]


def _one_word(word: str) -> Callable[[], Outline]:
    return lambda: Outline((Paragraph(TITLE), *(Paragraph(word) for _ in range(10_000))), kind="test")


def _grid(rows: int, line: Callable[[int], list[str]], *, exact: bool = True) -> Outline:
    lines = tuple(tuple(GridCell(t, col) for col, t in enumerate(line(i))) for i in range(rows))
    return Outline((Paragraph(TITLE), Paragraph(HEADINGS[2]), Grid(lines, exact=exact)), kind="test")


CELLS = 60_000
SCALE: dict[str, Callable[[], Outline]] = {
    "paragraphs": lambda: Outline((Paragraph(TITLE), *_prose(10_000)), kind="test"),
    "one heading again and again": _one_word(HEADINGS[0]),
    "all headings again and again": lambda: Outline(tuple(map(Paragraph, HEADINGS * 1_700)), kind="test"),
    "captions": _one_word("第二十条第（一）项"),
    "labels": _one_word("1.属于国家秘密"),
    "other": _one_word("其他"),
    "figures": _one_word("12"),
    "titles": _one_word(TITLE),
    "labels and figures": lambda: Outline(
        (Paragraph(HEADINGS[2]), *(Paragraph(t) for i in range(5_000) for t in (LABELS[i % 25], "1"))), kind="test"
    ),
    "one long paragraph": lambda: Outline((Paragraph("由青石区财政局2023年" * 300_000),), kind="test"),
    "one row of figures": lambda: _grid(1, lambda _: ["0"] * CELLS),
    "one row of labels": lambda: _grid(1, lambda _: ["1.属于国家秘密"] * CELLS),
    "rows of table 3": lambda: _grid(CELLS // 8, lambda i: [LABELS[i % 25], *["1"] * 7]),
    "rows of one label": lambda: _grid(CELLS // 8, lambda _: [LABELS[3], *["1"] * 7]),
    "rows of one label with a value lost": lambda: _grid(CELLS // 7, lambda _: [LABELS[3], *["1"] * 6], exact=False),
    "rows of unknown labels": lambda: _grid(CELLS // 8, lambda i: [f"第{i}类{LABELS[i % 25][2:6]}事项", *["1"] * 7]),
    "rows of like labels": lambda: _grid(CELLS // 8, lambda i: [f"{LABELS[i % 25]}{i}", *["1"] * 7]),
    "rows of words": lambda: _grid(CELLS // 8, lambda i: [f"甲{i}乙{j}" for j in range(8)]),
    "blank rows": lambda: _grid(CELLS // 8, lambda _: [""] * 8),
    "grids of one row": lambda: Outline(
        (Paragraph(HEADINGS[1]), *(Grid(((GridCell("行政许可", 0), GridCell(str(i), 1)),)) for i in range(CELLS // 2))),
        kind="test",
    ),
    "copies of table 3": lambda: Outline(
        (Paragraph(HEADINGS[2]), *(grids(busy())["requests"][0] for _ in range(MAX_CELLS // 230))), kind="test"
    ),
    "copies of table 4": lambda: Outline(
        (Paragraph(HEADINGS[3]), *(grids(busy())["remedies"][0] for _ in range(1_000))), kind="test"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", SCALE)
def test_size_is_no_trouble(kind: str) -> None:
    made = SCALE[kind]()
    begun = time.process_time()
    report = recognise(made)
    assert time.process_time() - begun < 5
    _sound(report)


def test_a_usual_report_takes_milliseconds() -> None:
    made = outline(busy())
    recognise(made)
    times = []
    for _ in range(15):
        begun = time.process_time()
        recognise(made)
        times.append(time.process_time() - begun)
    assert min(times) < 0.01  # some 2 ms on a machine that does nothing else
