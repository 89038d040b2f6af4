"""A file → a plan: what an import would do with the data as it is now. Nothing is written."""

from __future__ import annotations

from gongkai_web.organisations.sheets.columns import AGENCIES, REGIONS, Sheet
from gongkai_web.organisations.sheets.plan_agencies import plan_agencies
from gongkai_web.organisations.sheets.plan_regions import plan_regions
from gongkai_web.organisations.sheets.reading import Table, read_tables
from gongkai_web.organisations.sheets.steps import Plan

__all__ = ["plan_import"]


def _first(tables: list[Table], sheet: Sheet, plan: Plan) -> Table | None:
    found = [table for table in tables if table.sheet is sheet]
    plan.notices += [f"工作表“{table.title}”也像是“{sheet.name}”，只读取第一张" for table in found[1:]]
    return found[0] if found else None


def plan_import(data: bytes) -> Plan:
    """The plan of an xlsx. Raises Unreadable for bytes that are none, or beyond the limits."""
    plan = Plan()
    tables = read_tables(data)
    if not tables:
        plan.problems.append("没有找到“行政区划”或者“机关”工作表：前20行中应当有代码、名称等列标题")
    regions = plan_regions(_first(tables, REGIONS, plan), plan)
    plan_agencies(_first(tables, AGENCIES, plan), plan, regions)
    return plan
