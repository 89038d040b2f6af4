"""Every check by the cases of its file in tests/cases: what it finds, what it lets pass, what it says holds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.checks import Severity, check_report
from gongkai.checks.registry import all_checks
from tests.checks.case_report import changed, clean_report, report_of_year_before

CASES = Path(__file__).parent.parent / "cases"


def _cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"]:
            yield pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}")


@pytest.mark.parametrize(("rule", "case"), list(_cases()))
def test_case(rule: str, case: dict[str, Any]) -> None:
    report = changed(clean_report(case.get("year", 2023), case.get("format", "2021")), case)
    previous = changed(report_of_year_before(), case["previous"]) if "previous" in case else None
    verdict = check_report(report, previous)
    found = [f for f in verdict.findings if f.rule == rule]
    held = [h for h in verdict.holds if h.rule == rule]
    shown = [f"{f.severity}: {f.message}" for f in found]
    assert len(found) == case.get("finds", 0), shown
    for part in case.get("says", ()):
        assert any(part in f.message for f in found), shown
    if "severity" in case:
        assert {f.severity for f in found} == {Severity(case["severity"])}, shown
    for part in case.get("holds", ()):
        assert any(part in h.what for h in held), held
    if "where" in case:
        assert {f.where for f in found} == {case["where"]}
    for finding in found:
        assert finding.basis
        assert finding.where
        assert "{" not in finding.message


def test_every_check_has_a_case_that_passes_and_one_that_fails() -> None:
    results: dict[str, set[bool]] = {}
    for file in CASES.glob("*.toml"):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"]:
            results.setdefault(file.stem, set()).add(bool(case.get("finds", 0)))
    assert results == {check.id: {True, False} for check in all_checks()}


def test_the_clean_report_is_clean() -> None:
    verdict = check_report(clean_report(), report_of_year_before())
    assert [f.message for f in verdict.findings] == []
    assert len(verdict.holds) > 10


def test_all_messages_are_chinese_and_all_ids_are_of_the_known_kinds() -> None:
    for check in all_checks():
        assert check.id.split("-")[0] in {"T2", "T3", "T4", "F", "N", "W", "Y", "P"}
        assert check.doc.endswith(".")
        assert check.title
        for message in check.messages.values():
            assert any("一" <= c <= "鿿" for c in message)
