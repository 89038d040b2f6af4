"""Writes the example reports of examples/reports that have a source here: ``python -m examples.make``.

A source holds the prose and the figures other than 0; the rest comes from the format. The reports in txt, md and html
are not made: they show what only such files have (lost cells, old encodings, the furniture of a page) and are their
own source.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from gongkai.report.format import Format, load_format
from gongkai.report.json_form import from_json
from gongkai.report.model import AnnualReport
from gongkai.writers import write

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Writes every report that has a source, beside those that have none."""
    for source in sorted(HERE.glob("sources/*.toml")):
        told = tomllib.loads(source.read_text(encoding="utf-8"))
        write(report_of(told), HERE / "reports" / told["file"])


def report_of(told: dict[str, Any]) -> AnnualReport:
    """The report of a source."""
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
        **{table: filled(rows, told.get(table, {})) for table, rows in tables_of(spec).items()},
    }
    return from_json(form)


def tables_of(spec: Format) -> dict[str, dict[str, list[str]]]:
    """Table id → row id → the ids of its columns."""
    return {
        "table2": {row: list(columns) for row, columns in spec.table2_columns_of.items()},
        "table3": {row.id: list(spec.table3_columns) for row in spec.table3_rows},
        "table4": {row: list(spec.table4_columns) for row in spec.table4_groups},
    }


def filled(rows: dict[str, list[str]], told: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    """The table with the figures told, by row and column; 0 elsewhere, and nothing in the rows said to be ``blank``."""
    blank = told.get("blank", [])
    return {
        row: {column: None if row in blank else told.get(row, {}).get(column, 0) for column in columns}
        for row, columns in rows.items()
    }


if __name__ == "__main__":
    main()
