"""One report, printed in every dialect and layout, is read to the same report."""

from __future__ import annotations

import pytest

from gongkai.readers.recognise import recognise
from gongkai.report.model import AnnualReport
from tests.readers.printed import DIALECTS, LAYOUTS, grids, of_text, one_grid, outline, paged, paragraphs, shapes, text
from tests.report_strategies import differences
from tests.sample_reports import busy, quiet, trial

REPORTS = pytest.mark.parametrize("report", [busy(), quiet(), trial()], ids=["busy", "quiet", "trial"])


@REPORTS
@pytest.mark.parametrize("dialect", DIALECTS)
def test_text(report: AnnualReport, dialect: str) -> None:
    assert differences(report, of_text(text(report, dialect))) == []


@REPORTS
@pytest.mark.parametrize("layout", LAYOUTS)
def test_grids(report: AnnualReport, layout: str) -> None:
    assert differences(report, recognise(outline(report, grids(report, layout)))) == []


@REPORTS
def test_without_levels(report: AnnualReport) -> None:
    assert differences(report, recognise(outline(report, level=None))) == []


@REPORTS
def test_one_sheet(report: AnnualReport) -> None:
    assert differences(report, recognise(one_grid(report))) == []


@REPORTS
def test_every_cell_a_paragraph(report: AnnualReport) -> None:
    assert differences(report, recognise(paragraphs(report))) == []


@REPORTS
@pytest.mark.parametrize("at", range(1, 27))
def test_table_3_over_two_pages(report: AnnualReport, at: int) -> None:
    tables = grids(report)
    tables["requests"] = paged(shapes(report)["requests"], at)
    assert differences(report, recognise(outline(report, tables))) == []


@REPORTS
@pytest.mark.parametrize("at", range(1, 4))
def test_table_4_over_two_pages(report: AnnualReport, at: int) -> None:
    tables = grids(report)
    tables["remedies"] = paged(shapes(report)["remedies"], at)
    assert differences(report, recognise(outline(report, tables))) == []


@REPORTS
@pytest.mark.parametrize("at", range(1, 11))
def test_table_2_over_two_pages(report: AnnualReport, at: int) -> None:
    tables = grids(report)
    tables["proactive"] = paged(shapes(report)["proactive"], at)
    assert differences(report, recognise(outline(report, tables))) == []
