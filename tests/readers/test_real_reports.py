"""The real reports beside the checkout read to what a person read in them, cell for cell."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.readers.report import read_report
from gongkai.report.cell import State
from gongkai.report.model import AnnualReport

FILES = {
    "000": "seeds/000_21329a809e184f07.txt",
    "001": "seeds/001_01dfe69921e0fbfd.txt",
    "002": "seeds/002_0fdc2b69ec7af638.txt",
    "003": "seeds/003_4a972844c8a9bbc4.txt",
    "004": "seeds/004_fa91a01c560ef0d9.txt",
    "hongze": "samples/hongze_2023.pdf",
    "pingtan": "samples/pingtan_2020.html",
}
TABLES = ("table2", "table3", "table4")
NAMES = pytest.mark.parametrize("name", FILES)


@pytest.fixture
def report(shared: Path, name: str) -> AnnualReport:
    return read_report(shared / FILES[name])


@pytest.fixture
def expected(shared: Path, name: str) -> dict[str, Any]:
    file = shared / FILES[name]
    found = json.loads((file.parent / "expected" / f"{file.stem}.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _may_be_null(expected: dict[str, Any], path: str) -> bool:
    return any(
        path == allowed or (allowed.endswith(".*") and path.startswith(allowed[:-1]))
        for allowed in expected.get("may_be_null", ())
    )


@NAMES
def test_agency_year_format(report: AnnualReport, expected: dict[str, Any]) -> None:
    assert (report.agency, report.year) == (expected["agency"], expected["year"])
    assert report.format == expected.get("format", "2021")


@NAMES
def test_cells(report: AnnualReport, expected: dict[str, Any]) -> None:
    truth = {
        f"{table}.{row}.{column}": value
        for table in TABLES
        for row, columns in expected[table].items()
        for column, value in columns.items()
    }
    found = {path: cell.value for table in report.tables for path, cell in table.cells()}
    wrong = {}
    for path, value in truth.items():
        read = found.get(path)
        if (float(read) if isinstance(read, Decimal) else read) == value:
            continue
        if read is not None or not _may_be_null(expected, path):
            wrong[path] = (value, read)
    assert wrong == {}
    unasked = {p: v for p, v in found.items() if p not in truth and v is not None and not _may_be_null(expected, p)}
    assert unasked == {}


@NAMES
def test_every_cell_not_plainly_read_has_a_note(report: AnnualReport) -> None:
    notes = {note.path: note for note in report.notes}
    for table in report.tables:
        for path, cell in table.cells():
            if cell.value is None or cell.state is not State.PLAIN:
                assert notes[path].why
                assert notes[path].state == cell.state.value != State.PLAIN
    assert len(notes) == len(report.notes)


LACKING = {"pingtan": {"overview", "problems", "other"}}
ROWS_LOST = {"000": {"table2.regulations"}, "hongze": {"table3.other_not_corrected", "table3.other_unpaid"}}
OTHER_ROWS: dict[str, tuple[str, ...]] = {}


@NAMES
def test_sections_and_rows(name: str, report: AnnualReport) -> None:
    assert {s.id for s in report.sections if s.heading is None} == LACKING.get(name, set())
    assert all(s.in_order for s in report.sections)
    assert [table.present for table in report.tables] == [True] * 3
    lost = {
        f"{table.id}.{row}" for table in report.tables[:2] for row in table.rows if row not in table.found
    } - ROWS_LOST.get(name, set())
    assert not {path for path in lost if name != "pingtan" or path.startswith("table3")}
    assert [row for table in report.tables for row in table.other] == list(OTHER_ROWS.get(name, ()))


@NAMES
def test_no_word_of_a_table_is_left_in_the_prose(name: str, report: AnnualReport) -> None:
    for section in ("proactive", "requests", "remedies"):
        assert report.section(section).text == "", name


PARAGRAPHS = {"000": 17, "001": 15, "002": 15, "003": 22, "004": 16, "hongze": 10, "pingtan": 0}


@NAMES
def test_prose_is_whole(name: str, report: AnnualReport) -> None:
    """The number of paragraphs, reviewed by eye once; each comes from a place of its own."""
    passages = [passage for _, passage in report.passages()]
    assert len(passages) == PARAGRAPHS[name]
    assert len({p.place for p in passages}) == len(passages)


WHY = {
    "000": {"原文该行有6个数值（应有7个），按本行合计推定为0", "原文没有这一行"},
    "001": {"原文该行有6个数值（应有7个），按本行合计推定为0"},
}


@pytest.mark.parametrize("name", WHY)
def test_reasons(name: str, report: AnnualReport) -> None:
    assert WHY[name] <= {note.why for note in report.notes}
