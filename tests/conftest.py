"""What all tests share: the real reports of ../shared, the order of the tests, and no skipping in CI."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
REQUIRE_ALL = os.environ.get("GONGKAI_REQUIRE_ALL") == "1"

# The time one example takes depends on who else uses the machine. In CI the examples are the same every time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if REQUIRE_ALL else "here")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real reports of ../shared are not here")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fast tests first, so that a plain mistake shows at once; marks the tests that use ``shared``."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def _fail_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI a skipped test is a failed one, but for the real reports where their folder is absent."""
    if not (REQUIRE_ALL and report.skipped) or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    if "shared" in reason and not SHARED.is_dir():
        return
    report.outcome = "failed"
    report.longrepr = f"nothing may be skipped here (GONGKAI_REQUIRE_ALL=1): {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """See ``_fail_a_skip``."""
    report = yield
    _fail_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """See ``_fail_a_skip``; a whole module may skip itself."""
    report = yield
    _fail_a_skip(report)
    return report
