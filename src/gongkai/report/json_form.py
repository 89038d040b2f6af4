"""The report as JSON and back: the contract of ``gongkai report read --json`` and, beside it, all that makes it whole.

Keys of the contract: ``format agency year table2 table3 table4 sections notes``. Beside them: ``title``, ``preamble``
(a list of paragraphs), ``headings`` (as found; null for a section that is not there), and ``found``, how the source
had it: rows with their labels, the text of cells where it is not just their number, the places. Reading takes the
states of cells from ``notes``, does without any key but the tables, and passes over keys it does not know.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from gongkai.report.cell import Cell, Number, Place
from gongkai.report.format import Format
from gongkai.report.json_parse import NotAReport, absent_notes, exact_decimal, from_json, usual_cell
from gongkai.report.model import AnnualReport, Section, Source, Table

__all__ = ["NotAReport", "from_json", "to_json"]

Json = dict[str, Any]


def to_json(report: AnnualReport) -> Json:
    """The report as JSON values. Integers are ``int``, decimals ``float``; a row that the format lacks is all null."""
    form: Json = {"format": report.format, "agency": report.agency, "year": report.year, "title": report.title}
    for table in report.tables:
        form[table.id] = _values(report.spec, table)
    form["preamble"] = [p.text for p in report.preamble]
    form["headings"] = {s.id: s.heading for s in report.sections}
    form["sections"] = {s.id: s.text for s in report.sections}
    form["notes"] = [asdict(note) for note in (*report.notes, *absent_notes(report))]
    found = _found(report)
    if found:
        form["found"] = found
    return form


def _values(spec: Format, table: Table) -> Json:
    values: Json = {row: {c: _number(cell.value) for c, cell in cells.items()} for row, cells in table.rows.items()}
    if table.id == "table3" and table.rows:
        values |= {row: dict.fromkeys(spec.table3_columns) for row in spec.table3_absent if row not in values}
    return values


def _number(value: Number | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _place(place: Place | None) -> Json:
    return {k: v for k, v in asdict(place).items() if v is not None} if place else {}


def _found(report: AnnualReport) -> Json:
    found: Json = {}
    if report.source != Source():
        found["source"] = asdict(report.source) | {"warnings": list(report.source.warnings)}
    sections = {s.id: told for s in report.sections if (told := _section_found(s))}
    if sections:
        found["sections"] = sections
    if any(p.place != Place() for p in report.preamble):
        found["preamble"] = [_place(p.place) for p in report.preamble]
    tables = {t.id: told for t in report.tables if (told := _table_found(t, bool(report.source.kind)))}
    return found | tables


def _section_found(section: Section) -> Json:
    told = _place(section.place)
    if not section.in_order:
        told["in_order"] = False
    lines = [_place(p.place) | ({"lines": n} if (n := p.text.count("\n") + 1) > 1 else {}) for p in section.paragraphs]
    if any(lines) or (not section.text and section.paragraphs):
        told["paragraphs"] = lines
    return told


def _table_found(table: Table, read: bool) -> Json:
    told: Json = {} if table.present else {"present": False}
    if table.headers:
        told["headers"] = list(table.headers)
    if table.other:
        told["other"] = list(table.other)
    if table.found:
        told["rows"] = {
            key: {"label": row.label, "values": row.values, "expected": row.expected} | _place(row.place)
            for key, row in table.found.items()
        }
    cells = {
        f"{row}.{column}": odd
        for row, columns in table.rows.items()
        for column, cell in columns.items()
        if (odd := _cell_found(cell, usual_cell(cell.value, table.found.get(row), read)))
    }
    if cells:
        told["cells"] = cells
    return told


def _cell_found(cell: Cell, usual: Cell) -> Json:
    told: Json = {}
    if isinstance(cell.value, Decimal) and str(exact_decimal(float(cell.value))) != str(cell.value):
        told["value"] = str(cell.value)
    if cell.raw != usual.raw:
        told["raw"] = cell.raw
    if cell.plain and (cell.why or cell.value is None):
        told |= {"state": cell.state.value, "why": cell.why}
    if cell.place != usual.place:
        told["place"] = _place(cell.place) if cell.place else None
    return told
