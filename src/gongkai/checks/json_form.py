"""A verdict as JSON, in the contract of `gongkai report check --json`."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from gongkai.checks.finding import Finding, Held, Verdict
from gongkai.report.model import AnnualReport

__all__ = ["verdict_to_json"]


def verdict_to_json(file: str, report: AnnualReport, verdict: Verdict) -> dict[str, Any]:
    """One object: file, agency, year, findings, holds."""
    return {
        "file": file,
        "agency": report.agency,
        "year": report.year,
        "format": report.format,
        "findings": [_finding(f) for f in verdict.findings],
        "holds": [_held(h) for h in verdict.holds],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    form = {key: _value(value) for key, value in asdict(finding).items()}
    form["severity"] = finding.severity.value
    return {k: v for k, v in form.items() if k in _FIXED or v not in (None, "")}


_FIXED = ("rule", "severity", "where", "message", "basis", "expected", "found")


def _held(held: Held) -> dict[str, str]:
    return {"rule": held.rule, "where": held.where, "what": held.what}


def _value(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
