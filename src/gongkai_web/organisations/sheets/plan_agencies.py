"""The rows of agencies → steps."""

from __future__ import annotations

from gongkai_web.organisations.kinds import AgencyKind, AgencyState
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.models.agencies import AGENCY_CODE
from gongkai_web.organisations.sheets.names import Names, Unknown
from gongkai_web.organisations.sheets.parsing import Parser, told
from gongkai_web.organisations.sheets.reading import Table
from gongkai_web.organisations.sheets.steps import Plan, Step, settle

__all__ = ["plan_agencies"]


def plan_agencies(table: Table | None, plan: Plan, regions: Names) -> None:
    """Adds the steps and lines of the sheet to the plan. ``regions`` are those that there will be."""
    if table is None:
        return
    every = {agency.code.upper(): agency for agency in Agency.objects.select_related("region", "superior")}
    standing = {key: agency for key, agency in every.items() if agency.state == AgencyState.ACTIVE}
    superiors = {key: agency.superior.code.upper() if agency.superior else None for key, agency in every.items()}
    known = Names("机关")
    for key, agency in standing.items():
        known.add(key, agency.name, agency.short_name)
    parser = Parser(table, plan)
    steps: dict[str, Step] = {}
    for step in parser.keyed(every, AGENCY_CODE):
        if step.existing is not None and step.key not in standing:
            step.line.refuse(f"该机关{step.existing.get_state_display()}（{step.existing.ended_on}），不能再变更")
        steps[step.key] = step
        if not step.line.is_refused:
            known.add(step.key, step.line.name, parser.text(step, "short_name"))
    new_levels = {step.key: step.values["level"] for step in plan.regions if "level" in step.values}
    for step in steps.values():
        _read(step, parser, known, regions, new_levels)
    _refuse_namesakes(steps, standing)
    for step in settle(steps, superiors, known.label, "上级机关"):
        told(step, plan.agencies, {"above": known.label, "region": regions.label})


def _read(step: Step, parser: Parser, known: Names, regions: Names, levels: dict[str, str]) -> None:
    agency: Agency | None = step.existing
    for name in ("short_name", "reviewing_organ", "court"):
        parser.texts(step, name)
    parser.choices(step, "kind")
    parser.choices(step, "level")
    parser.flags(step, "rule_making")
    parser.numbers(step, "position")
    where, above = parser.text(step, "region"), parser.text(step, "superior")
    now = agency.region.code if agency is not None else ""
    try:
        if where:
            step.region = regions.find(where)
    except Unknown as unknown:
        step.line.refuse(f"行政区划：{unknown}")
    try:
        if above:
            step.above = known.find(above)
            if step.above == step.key:
                step.line.refuse("上级机关是它自己")
    except Unknown as unknown:
        step.line.refuse(f"上级机关：{unknown}")
    if agency is None:
        _complete(step, where, levels)
        step.moves = True
        return
    if step.region == now:
        step.region = ""
    superior = agency.superior.code.upper() if agency.superior else None
    step.moves = bool(above and step.above != superior)


def _complete(step: Step, where: str, levels: dict[str, str]) -> None:
    """What a new agency needs and the row may leave out, or may not."""
    if "kind" not in step.values:
        if step.line.name.endswith(("人民政府", "街道办事处")):
            step.values["kind"] = AgencyKind.GOVERNMENT
        else:
            step.line.refuse("新增的机关应当填写机关类别")
    if not where:
        step.line.refuse("新增的机关应当填写行政区划")
    if "level" not in step.values and step.region:
        step.values["level"] = levels.get(step.region, "")  # "": that of the region in the database, when it is made


def _refuse_namesakes(steps: dict[str, Step], standing: dict[str, Agency]) -> None:
    """Two agencies of one region do not bear one name."""
    borne: dict[tuple[str, str], str] = {}
    for key, agency in standing.items():
        step = steps.get(key)
        if step is None or step.line.is_refused:
            borne[agency.region.code, agency.name] = f"已有的“{agency.code}”"
    for step in steps.values():
        if step.line.is_refused:
            continue
        region = step.region or (step.existing.region.code if step.existing else "")
        other = borne.setdefault((region, step.line.name), f"第{step.line.row}行")
        if other != f"第{step.line.row}行":
            step.line.refuse(f"与{other}同在一个区划，名称相同")
