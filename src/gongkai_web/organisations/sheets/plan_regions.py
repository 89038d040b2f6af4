"""The rows of regions → steps."""

from __future__ import annotations

from gongkai_web.organisations.kinds import RegionLevel
from gongkai_web.organisations.models import Region
from gongkai_web.organisations.models.regions import REGION_CODE
from gongkai_web.organisations.sheets.names import Names, Unknown
from gongkai_web.organisations.sheets.parsing import Parser, told
from gongkai_web.organisations.sheets.reading import Table
from gongkai_web.organisations.sheets.steps import Plan, Step, settle

__all__ = ["plan_regions"]

_ORDER = list(RegionLevel.values)


def _level_of(code: str) -> str:
    """The level by the digits of GB/T 2260 and GB/T 10114."""
    if len(code) > 6:
        return RegionLevel.TOWNSHIP if len(code) == 9 or code.endswith("000") else ""
    if code.endswith("0000"):
        return RegionLevel.PROVINCE
    return RegionLevel.PREFECTURE if code.endswith("00") else RegionLevel.COUNTY


def _above_by_code(code: str, known: Names) -> str | None:
    """The region whose digits the code continues; None where none of them is known."""
    heads = [code[:9], code[:6]] if len(code) > 9 else [code[:6]] if len(code) > 6 else []
    heads += [code[:4] + "00", code[:2] + "0000"]
    return next((head for head in heads if head != code and head in known.labels), None)


def plan_regions(table: Table | None, plan: Plan) -> Names:
    """Adds the steps and lines of the sheet to the plan; gives every region that there will be, by code and name."""
    known = Names("区划")
    standing = {region.code: region for region in Region.objects.select_related("parent__parent__parent")}
    parents = {code: region.parent.code if region.parent else None for code, region in standing.items()}
    for code, region in standing.items():
        known.add(code, region.name, region.full_name)
    if table is None:
        return known
    steps: dict[str, Step] = {}
    parser = Parser(table, plan)
    for step in parser.keyed(standing, REGION_CODE):
        steps[step.key] = step
        known.add(step.key, step.line.name or known.label(step.key))
    for step in steps.values():
        _read(step, parser, known)
    ready = settle(steps, parents, known.label, "上级区划")
    levels = {code: region.level for code, region in standing.items()}
    for step in ready:
        levels[step.key] = step.values.get("level", levels.get(step.key, ""))
    for step in ready:
        above = step.above if step.moves else parents.get(step.key)
        if above and above in levels and _ORDER.index(levels[above]) >= _ORDER.index(levels[step.key]):
            step.line.refuse(f"上级区划“{known.label(above)}”的层级应当高于“{step.line.name}”")
    for step in settle(steps, parents, known.label, "上级区划"):
        told(step, plan.regions, {"above": known.label})
    return _left(known, steps, standing)


def _left(known: Names, steps: dict[str, Step], standing: dict[str, Region]) -> Names:
    """The regions that there will be: those left out do not count."""
    if not any(step.line.is_refused and step.existing is None for step in steps.values()):
        return known
    left = Names("区划")
    for key, label in known.labels.items():
        if key in standing:
            left.add(key, label, standing[key].full_name)
        elif not steps[key].line.is_refused:
            left.add(key, label)
    return left


def _read(step: Step, parser: Parser, known: Names) -> None:
    """The values of a row, and who is above it."""
    parser.choices(step, "level")
    above = parser.text(step, "parent")
    region: Region | None = step.existing
    if region is None and "level" not in step.values:
        if level := _level_of(step.key):
            step.values["level"] = level
        else:
            step.line.refuse("请填写层级")
    try:
        if above:
            step.above = known.find(above)
        elif region is None:
            step.above = _above_by_code(step.key, known)
    except Unknown as unknown:
        step.line.refuse(f"上级区划：{unknown}")
    now = region.parent.code if region is not None and region.parent else None
    step.moves = region is None or bool(above and step.above != now)
