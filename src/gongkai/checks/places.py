"""How a place in a report is called in Chinese, for messages."""

from __future__ import annotations

from gongkai.report.format import Format
from gongkai.report.model import AnnualReport

__all__ = ["TABLE_NAMES", "column_name", "row_name", "section_name", "table_place"]

TABLE_NAMES = {"table2": "第二部分表格", "table3": "第三部分表格", "table4": "第四部分表格"}
_ORDINALS = dict(
    zip(("overview", "proactive", "requests", "remedies", "problems", "other"), "一二三四五六", strict=True)
)


def section_name(section_id: str) -> str:
    """第一部分 … 第六部分, 开头部分 for what stands before the first."""
    return f"第{_ORDINALS[section_id]}部分" if section_id in _ORDINALS else "开头部分"


def row_name(spec: Format, table: str, row: str) -> str:
    """The label of a row in the words of the format."""
    if table == "table3":
        found = next((r for r in spec.table3_rows if r.id == row), None)
        if found is None:
            return row
        return found.label.partition("（区分")[0] if row == "partial" else found.label
    if table == "table4":
        return spec.table4_groups.get(row, "数据行")
    return next((g.rows[row] for g in spec.table2 if row in g.rows), row)


def column_name(spec: Format, table: str, row: str, column: str) -> str:
    """The label of a column in the words of the format."""
    if table == "table3":
        return spec.table3_columns[column]
    if table == "table4":
        return spec.table4_columns[column]
    return spec.table2_columns_of[row][column]


def table_place(report: AnnualReport, table: str, row: str, column: str | None = None) -> str:
    """第三部分表格“（一）予以公开”行“自然人”列."""
    place = f"{TABLE_NAMES[table]}“{row_name(report.spec, table, row)}”行"
    return place if column is None else f"{place}“{column_name(report.spec, table, row, column)}”列"
