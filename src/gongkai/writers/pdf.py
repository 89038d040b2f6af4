"""pdf: the report on the page of GB/T 9704-2012, typeset by typst from ``templates/report.typ``.

The words of the report reach the template as data and never as markup. The PDF is tagged, has bookmarks and a text
layer, and its fonts are embedded. No clock: it carries no date, the same report gives the same bytes on one machine.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from gongkai.report.model import AnnualReport
from gongkai.writers.fonts import FontSet, Typeface, font_set
from gongkai.writers.layout import Heading, Part, Text, parts_of, printable, title_lines, title_of
from gongkai.writers.table_shape import figure_points

__all__ = ["render"]

_TABLE_POINTS = 10.5
"""五号."""
_ACCESSIBLE: list[typst.PDFStandard] = ["ua-1"]


def render(report: AnnualReport) -> bytes:
    """The report as PDF/UA-1, or as plain tagged PDF where a character has no glyph in any font of the machine."""
    fonts = font_set()
    inputs = {"report": json.dumps(_data(report, fonts), ensure_ascii=False)}
    try:
        return _typeset(inputs, fonts, _ACCESSIBLE)
    except typst.TypstError:
        return _typeset(inputs, fonts, [])


def _typeset(inputs: dict[str, str], fonts: FontSet, standards: list[typst.PDFStandard]) -> bytes:
    return typst.compile(
        _template(), font_paths=fonts.fonts, format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=0
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("templates", "report.typ").read_bytes()


def _data(report: AnnualReport, fonts: FontSet) -> dict[str, Any]:
    faces: dict[str, Typeface] = {name: getattr(fonts, name) for name in ("title", "text", "second", "heading")}
    return {
        "title": title_of(report),
        "title_lines": title_lines(report),
        "author": printable(report.agency or ""),
        "fonts": {name: asdict(face) for name, face in faces.items()},
        "parts": [_part(part) for part in parts_of(report)],
    }


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Heading):
        return {"kind": "heading", "text": part.text}
    if isinstance(part, Text):
        return {"kind": "text", "lead": part.lead, "text": part.text}
    rows = [[asdict(cell) | {"points": figure_points(part, cell, _TABLE_POINTS)} for cell in row] for row in part.rows]
    return {"kind": "table", "points": _TABLE_POINTS} | asdict(part) | {"rows": rows}
