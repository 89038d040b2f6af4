"""Many regions and agencies at once, as a confirmed import makes them: the rows in bulk, the event of each kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from django.core.exceptions import ValidationError

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.agencies import change_agency
from gongkai_web.organisations.actions.changes import move_agency, rename_agency
from gongkai_web.organisations.actions.regions import change_region
from gongkai_web.organisations.models import Agency, Below, Region
from gongkai_web.organisations.sheets.steps import Step

__all__ = ["apply_agencies", "apply_regions"]

_BATCH = 500


def _waves(steps: Iterable[Step], known: set[str]) -> Iterator[list[Step]]:
    """New rows in waves: each stands under what the waves before it made."""
    depth: dict[str, int] = dict.fromkeys(known, 0)

    def place(step: Step) -> int:
        depth[step.key] = depth.get(step.above or "", 0) + 1
        return depth[step.key]

    placed = sorted(((place(step), step) for step in steps), key=lambda one: one[0])
    for _, wave in groupby(placed, key=lambda one: one[0]):
        yield [step for _, step in wave]


def _refused(step: Step, error: ValidationError) -> ValidationError:
    return ValidationError(f"{step.line.sheet}第{step.line.row}行“{step.line.name}”：{' '.join(error.messages)}")


def apply_regions(steps: list[Step], by: Actor) -> None:
    """Creates and changes the regions, which the plan has checked. Raises ValidationError naming the row."""
    known = {region.code: region for region in Region.objects.all()}
    for wave in _waves([step for step in steps if step.existing is None], set(known)):
        rows = [
            Region(code=step.line.code, parent=known[step.above] if step.above else None, **step.values)
            for step in wave
        ]
        for step, row in zip(wave, Region.objects.bulk_create(rows, batch_size=_BATCH), strict=True):
            known[step.key] = row
            after = {"层级": row.get_level_display(), "上级区划": str(row.parent or "")}
            record("region.create", by=by, on=("region", row.code, row.name), after=after)
    for step in steps:
        if step.existing is not None:
            fields = dict(step.values)
            if step.moves:
                fields["parent"] = known[step.above] if step.above else None
            try:
                change_region(step.existing, by=by, **fields)
            except ValidationError as error:
                raise _refused(step, error) from error


def apply_agencies(steps: list[Step], by: Actor, on: date | None, basis: str) -> None:
    """Creates, changes, renames and moves the agencies, which the plan has checked; renaming and moving as of that
    day and by that document. Raises ValidationError naming the row.
    """
    regions = {region.code: region for region in Region.objects.all()}
    agencies = {agency.code.upper(): agency for agency in Agency.objects.all()}
    above: dict[int, list[tuple[int, int]]] = {}
    for lower, higher, distance in Below.objects.values_list("lower_id", "higher_id", "distance"):
        above.setdefault(lower, []).append((higher, distance))
    for wave in _waves([step for step in steps if step.existing is None], set(agencies)):
        rows = []
        for step in wave:
            region = regions[step.region]
            fields = {**step.values, "level": step.values.get("level") or region.level}
            superior = agencies[step.above] if step.above else None
            rows.append(Agency(code=step.line.code, region=region, superior=superior, **fields))
        below = []
        for step, row in zip(wave, Agency.objects.bulk_create(rows, batch_size=_BATCH), strict=True):
            agencies[step.key] = row
            higher = above.get(row.superior_id, []) if row.superior_id else []
            above[row.pk] = [(row.pk, 0), *((key, distance + 1) for key, distance in higher)]
            below += [Below(higher_id=key, lower=row, distance=distance) for key, distance in above[row.pk]]
        Below.objects.bulk_create(below, batch_size=2000)
        for row in rows:
            after = {
                "机关类别": row.get_kind_display(), "层级": row.get_level_display(),
                "行政区划": row.region.name, "上级机关": str(row.superior or ""),
            }  # fmt: skip
            record("agency.create", by=by, on=("agency", row.code, row.name), after=after)
    for step in steps:
        if step.existing is not None:
            try:
                _change(step, agencies, regions, by, on, basis)
            except ValidationError as error:
                raise _refused(step, error) from error


def _change(
    step: Step, agencies: dict[str, Agency], regions: dict[str, Region], by: Actor, on: date | None, basis: str
) -> None:
    agency: Agency = step.existing
    details = {name: value for name, value in step.values.items() if name != "name"}
    if step.region:
        details["region"] = regions[step.region]
    if details:
        agency = change_agency(agency, by=by, **details)
    if on is None:  # the form asks for the day where the plan needs it
        return
    if "name" in step.values:
        agency = rename_agency(agency, name=step.values["name"], on=on, basis=basis, by=by)
    if step.moves:
        move_agency(agency, superior=agencies[step.above] if step.above else None, on=on, basis=basis, by=by)
