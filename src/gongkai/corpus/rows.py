"""The bytes of a file → its row of a part: what was read and what the checks say. The same on every engine."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import pyarrow as pa

from gongkai.checks import Severity, check_report
from gongkai.checks.finding import Finding
from gongkai.corpus.schema import PART
from gongkai.corpus.version import program_version
from gongkai.readers.report import read_report_bytes
from gongkai.report.cell import Cell, Number
from gongkai.report.model import AnnualReport

__all__ = ["read_row"]


def read_row(data: bytes, ending: str) -> bytes:
    """The row, by the schema ``PART``, as an Arrow stream of one batch.

    Only the content and the ending of the name count, so that the same file gives the same row under any name.
    Raises Unreadable.
    """
    report = read_report_bytes(data, f"report{ending}")
    row = {"sha256": hashlib.sha256(data).hexdigest(), "ending": ending, "bytes": len(data), **_told(report)}
    batch = pa.RecordBatch.from_pylist([row], schema=PART)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, PART) as stream:
        stream.write_batch(batch)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _told(report: AnnualReport) -> dict[str, Any]:
    verdict = check_report(report)
    count = Counter(finding.severity for finding in verdict.findings)
    return {
        "kind": report.source.kind or "json",
        "pages": report.source.pages,
        "format": report.format,
        "agency": _optional(report.agency),
        "year": report.year,
        "title": _optional(report.title),
        **{f"heading_{s.id}": _optional(s.heading) for s in report.sections},
        **{f"length_{s.id}": sum(len(p.text) for p in s.paragraphs) for s in report.sections},
        "notes": len(report.notes),
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
        "notices": count[Severity.NOTICE],
        "holds": len(verdict.holds),
        "program": program_version(),
        "cells": [_cell(path, cell) for table in report.tables for path, cell in table.cells()],
        "findings": [_finding(finding) for finding in verdict.findings],
    }


def _cell(path: str, cell: Cell) -> dict[str, Any]:
    table, row, column = path.split(".")
    return {
        "table": table,
        "row": row,
        "column": column,
        "value": _value(cell.value),
        "state": cell.state.value,
        "raw": _text(cell.raw),
        "why": _text(cell.why),
    }


def _value(value: Number | None) -> float | None:
    """As a double; None for a number beyond any double, whose text is in ``raw``."""
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "where": _text(finding.where),
        "message": _text(finding.message),
        "basis": _text(finding.basis),
        "expected": None if finding.expected is None else _text(str(finding.expected)),
        "found": None if finding.found is None else _text(str(finding.found)),
        "path": finding.path,
        "quote": _text(finding.quote),
        "page": finding.page,
    }


def _text(text: str) -> str:
    """Text that any table can hold: half a surrogate pair, which JSON may bring, becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _optional(text: str | None) -> str | None:
    return None if text is None else _text(text)
