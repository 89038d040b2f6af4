"""A report and its verdict as plain data for the page: findings by number, tables as read. No Django here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from gongkai.checks import Verdict, check_report
from gongkai.checks.json_form import verdict_to_json
from gongkai.checks.places import TABLE_NAMES, column_name, row_name, section_name
from gongkai.readers.kinds import KINDS
from gongkai.report.cell import State
from gongkai.report.model import AnnualReport, Table
from gongkai.writers.table_shape import Role, Shape, ShapeCell, table_shape

__all__ = ["page_data"]

_FORMATS = {
    "2021": "国办公开办函〔2021〕30号",
    "2019": "国办公开办函〔2019〕60号（试行）",
    "pre-2019": "没有全国统一格式的年份",
}
_SEVERITIES = (("error", "错误"), ("warning", "疑错"), ("notice", "提示"))
_MOST_NOTES = 60


def page_data(file: str, report: AnnualReport, previous: AnnualReport | None) -> dict[str, Any]:
    """Everything the page says of a report, as JSON values."""
    verdict = check_report(report, previous)
    contract = verdict_to_json(file, report, verdict)
    findings = [{"number": n, **found, **_due(found)} for n, found in enumerate(contract["findings"], 1)]
    marks: dict[str, list[int]] = {}
    for found in findings:
        for path in _paths(report, found):
            marks.setdefault(path, []).append(found["number"])
    counts = Counter(f["severity"] for f in findings)
    placed: set[int] = set()
    tables = [_table(report, table, marks, placed) for table in report.tables if report.format != "pre-2019"]
    for found in findings:
        found["placed"] = found["number"] in placed
    return {
        "agency": report.agency,
        "year": report.year,
        "title": report.title,
        "format": _FORMATS[report.format],
        "kind": KINDS[report.source.kind].name if report.source.kind in KINDS else report.source.kind,
        "pages": report.source.pages,
        "warnings": list(report.source.warnings),
        "groups": [
            {"id": key, "name": name, "count": counts[key], "findings": [f for f in findings if f["severity"] == key]}
            for key, name in _SEVERITIES
            if counts[key]
        ],
        "holds": _holds(verdict),
        "holds_count": len(verdict.holds),
        "sections": [
            {
                "name": section_name(section.id),
                "heading": section.heading,
                "length": len(section.text),
                "marks": marks.get(f"sections.{section.id}", []),
            }
            for section in report.sections
        ],
        "tables": tables,
        "notes": _notes(report),
        "verdict": contract,
    }


def _paths(report: AnnualReport, found: dict[str, Any]) -> list[str]:
    """The places a finding marks: its own, the rows that it counts up, all the blanks of a table."""
    path = found.get("path", "")
    table = path.partition(".")[0]
    if table in TABLE_NAMES and isinstance(found["found"], dict):
        return [f"{table}.{row}" for row in found["found"]]
    if found["rule"] == "F-BLANK":
        cells = next((t.cells() for t in report.tables if t.id == table), iter(()))
        return [place for place, cell in cells if cell.state is State.BLANK] or [path]
    return [path] if path else []


def _due(found: dict[str, Any]) -> dict[str, str]:
    """What was due and what stands there, where each is one thing that the message may have left out."""
    return {f"{name}_shown": _shown(found[name]) for name in ("expected", "found")}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None or isinstance(value, dict) else str(value)


def _holds(verdict: Verdict) -> list[dict[str, Any]]:
    """What is right, by place."""
    places: dict[str, list[str]] = {}
    for held in verdict.holds:
        places.setdefault(held.where, []).append(held.what)
    return [{"where": where, "what": what} for where, what in places.items()]


def _notes(report: AnnualReport) -> list[dict[str, Any]]:
    """What was not plainly read, the same reason once."""
    told: dict[str, list[str]] = {}
    for note in report.notes:
        told.setdefault(note.why, []).append(_place(report, note.path))
    rows = [{"why": why, "where": [w for w in where if w][:8], "count": len(where)} for why, where in told.items()]
    return rows[:_MOST_NOTES]


def _place(report: AnnualReport, path: str) -> str:
    parts = path.split(".")
    try:
        if len(parts) == 3 and parts[0] in TABLE_NAMES:
            row, column = row_name(report.spec, *parts[:2]), column_name(report.spec, *parts)
            return f"{TABLE_NAMES[parts[0]]}“{row}”“{column}”"
        if parts[0] == "sections":
            return section_name(parts[1])
    except (KeyError, IndexError):
        pass
    return ""


def _table(report: AnnualReport, table: Table, marks: dict[str, list[int]], placed: set[int]) -> dict[str, Any]:
    shape = table_shape(report.spec, table.id, table)
    used: set[int] = set()
    rows = [_row(table, row, marks, used) for row in shape.rows] if table.present else []
    placed |= used
    mine = {n for path, numbers in marks.items() if path.partition(".")[0] == table.id for n in numbers}
    return {
        "id": table.id,
        "name": f"{TABLE_NAMES[table.id]}（{shape.name}）",
        "present": table.present,
        "head": rows[: shape.header_rows],
        "bodies": _bodies(shape, rows),
        "marks": sorted(mine - used),
        "marked": len(mine),
    }


def _bodies(shape: Shape, rows: list[list[dict[str, Any]]]) -> list[list[list[dict[str, Any]]]]:
    """The rows below the head, a group of rows under each caption."""
    bodies: list[list[list[dict[str, Any]]]] = []
    for cells, row in zip(shape.rows[shape.header_rows :], rows[shape.header_rows :], strict=bool(rows)):
        if not bodies or cells[0].role is Role.CAPTION:
            bodies.append([])
        bodies[-1].append(row)
    return bodies


def _row(table: Table, row: tuple[ShapeCell, ...], marks: dict[str, list[int]], used: set[int]) -> list[dict[str, Any]]:
    row_id = next((cell.figure[0] for cell in row if cell.figure), "")
    shown = []
    for cell in row:
        told: dict[str, Any] = {"text": cell.text, "role": cell.role.value}
        told |= {"colspan": cell.colspan} if cell.colspan > 1 else {}
        told |= {"rowspan": cell.rowspan} if cell.rowspan > 1 else {}
        path = ""
        if cell.figure:
            path = f"{table.id}.{cell.figure[0]}.{cell.figure[1]}"
            read = table.rows.get(cell.figure[0], {}).get(cell.figure[1])
            if read is not None and read.state is not State.PLAIN:
                told |= {"state": read.state.value, "why": read.why}
        elif cell.role is Role.LABEL:
            path = f"{table.id}.{row_id}"
        if path in marks:
            told["marks"] = [{"number": n, "first": n not in used} for n in marks[path]]
            used.update(marks[path])
        shown.append(told)
    return shown
