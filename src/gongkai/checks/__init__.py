"""Report → verdict: what is wrong with a report, where and by how much, and what was checked and is right."""

from __future__ import annotations

from gongkai.checks.finding import Finding, Held, Severity, Verdict
from gongkai.checks.registry import Subject, all_checks
from gongkai.report.model import AnnualReport

__all__ = ["Finding", "Held", "Severity", "Verdict", "check_report"]

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
_BEFORE_FORMATS = frozenset({"F-FORMAT"})
"""All that can be said of a report from before there was a national format."""


def check_report(report: AnnualReport, previous: AnnualReport | None = None) -> Verdict:
    """The verdict on a report. ``previous`` is the same agency's report of the year before, for checks across years.

    Findings come errors first, then warnings, then notices, each in the order of the report's parts.
    """
    subject = Subject(report, previous)
    findings: list[Finding] = []
    holds: list[Held] = []
    for one in all_checks():
        if not one.applies(subject) or (report.format == "pre-2019" and one.id not in _BEFORE_FORMATS):
            continue
        for answer in one.run(subject):
            if isinstance(answer, Held):
                holds.append(answer)
            else:
                findings.append(answer)
    findings.sort(key=lambda f: _RANK[f.severity])
    return Verdict(tuple(findings), tuple(holds))
