"""Reading what was written gives the same report, for every kind of file."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from gongkai.readers.report import read_report_bytes
from gongkai.report.model import AnnualReport
from gongkai.writers import KINDS, render
from tests.report_strategies import differences, reports
from tests.sample_reports import busy, quiet, trial

_LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def _again(report: AnnualReport, kind: str) -> AnnualReport:
    return read_report_bytes(render(report, kind), f"report.{kind}")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("report", [busy(), quiet(), trial()], ids=["busy", "quiet", "trial"])
def test_samples(report: AnnualReport, kind: str) -> None:
    assert differences(report, _again(report, kind)) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["html", "docx", "xlsx"])
@given(report=reports())
@settings(max_examples=40, suppress_health_check=_LARGE)
def test_random_reports(kind: str, report: AnnualReport) -> None:
    assert differences(report, _again(report, kind)) == []


@pytest.mark.slow
@given(report=reports(wordy=True))
@settings(max_examples=15, suppress_health_check=_LARGE)
def test_random_reports_as_pdf(report: AnnualReport) -> None:
    assert differences(report, _again(report, "pdf")) == []


@given(report=reports())
@settings(max_examples=15, suppress_health_check=_LARGE)
def test_random_reports_as_json(report: AnnualReport) -> None:
    assert differences(report, _again(report, "json")) == []
