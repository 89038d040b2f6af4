"""Spreadsheets as people send them, made for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

REGION_HEADS = ("行政区划代码", "名称", "层级", "上级区划")
AGENCY_HEADS = ("机关代码", "名称", "机关类别", "行政区划", "上级机关")


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these sheets, rows as given."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    return saved(made)


def agencies(*rows: Sequence[Any], heads: Sequence[str] = AGENCY_HEADS) -> bytes:
    """A workbook with agencies."""
    return book(机关=[heads, *rows])


def saved(made: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = BytesIO()
    made.save(out)
    return out.getvalue()
