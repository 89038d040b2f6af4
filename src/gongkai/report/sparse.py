"""A report told by what is not zero: its prose and the figures other than 0; the rest comes from the format."""

from __future__ import annotations

from typing import Any

from gongkai.report.format import Format, load_format
from gongkai.report.json_form import from_json
from gongkai.report.model import AnnualReport

__all__ = ["from_sparse"]


def from_sparse(told: dict[str, Any]) -> AnnualReport:
    """The whole report.

    ``told`` has ``agency``, ``year``, ``preamble`` and ``sections`` (lists of paragraphs), ``headings`` where they
    differ, ``format`` (else 2021) and, in ``table2`` to ``table4``, row → column → figure; the rows of a table named
    in its ``blank`` are left empty. Raises NotAReport, and KeyError for an unknown format.
    """
    spec = load_format(told.get("format", "2021"))
    sections = {s.id: told["sections"].get(s.id, []) for s in spec.sections}
    form = {
        "format": spec.id,
        "agency": told["agency"],
        "year": told["year"],
        "title": spec.title.format(agency=told["agency"], year=told["year"]),
        "preamble": told["preamble"],
        "headings": {s.id: s.heading for s in spec.sections} | told.get("headings", {}),
        "sections": {key: "\n".join(paragraphs) for key, paragraphs in sections.items()},
        **{table: _filled(rows, told.get(table, {})) for table, rows in _tables_of(spec).items()},
    }
    return from_json(form)


def _tables_of(spec: Format) -> dict[str, dict[str, list[str]]]:
    """Table id → row id → the ids of its columns."""
    return {
        "table2": {row: list(columns) for row, columns in spec.table2_columns_of.items()},
        "table3": {row.id: list(spec.table3_columns) for row in spec.table3_rows},
        "table4": {row: list(spec.table4_columns) for row in spec.table4_groups},
    }


def _filled(rows: dict[str, list[str]], told: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    """The table with the figures told, by row and column; 0 elsewhere, and nothing in the rows said to be blank."""
    blank = told.get("blank", [])
    return {
        row: {column: None if row in blank else told.get(row, {}).get(column, 0) for column in columns}
        for row, columns in rows.items()
    }
