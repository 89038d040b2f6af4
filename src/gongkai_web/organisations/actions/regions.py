"""Regions: their creation, their details, their place in the tree. A code never changes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions.rows import differences, made_public, write
from gongkai_web.organisations.kinds import RegionLevel
from gongkai_web.organisations.models import Agency, Platform, Region

__all__ = ["change_region", "create_region", "remove_region"]

_ORDER = list(RegionLevel.values)


def _check(region: Region) -> None:
    """A region stands under one of a higher level, and never under itself."""
    parent = region.parent
    if parent is None:
        return
    if region.pk is not None and region in parent.lineage():
        way = " → ".join(one.name for one in parent.lineage())
        raise ValidationError({"parent": f"“{parent}”是“{region}”本身或者其下级（{way}），不能作为上级区划。"})
    if _ORDER.index(parent.level) >= _ORDER.index(region.level):
        said = f"上级区划“{parent}”（{parent.get_level_display()}）的层级应当高于“{region}”"
        raise ValidationError({"parent": f"{said}（{region.get_level_display()}）。"})


@transaction.atomic
def create_region(*, code: str, name: str, level: str, parent: Region | None = None, by: Actor) -> Region:
    """A region under another. Raises ValidationError."""
    region = Region(code=code, name=name, level=level, parent=parent)
    region.full_clean()
    _check(region)
    region.save()
    record(
        "region.create",
        by=by,
        on=("region", code, name),
        after={"层级": region.get_level_display(), "上级区划": str(parent or "")},
    )
    made_public()
    return region


@transaction.atomic
def change_region(region: Region, *, by: Actor, **fields: Any) -> Region:
    """The region with another name, level or parent. Raises ValidationError, also for another code: it stays."""
    # One change of the tree at a time, or two at once could close a circle.
    list(Region.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk").values_list("pk"))
    region = Region.objects.get(pk=region.pk)
    if fields.pop("code", region.code) != region.code:
        raise ValidationError({"code": "行政区划代码不能修改；代码变了的，新增区划后再调整机关的隶属。"})
    before, after = differences(region, fields)
    if not after:
        return region
    region.clean_fields()
    _check(region)
    for child in region.children.all():
        child.parent = region
        _check(child)
    write(region)
    record("region.change", by=by, on=("region", region.code, region.name), before=before, after=after)
    made_public()
    return region


@transaction.atomic
def remove_region(region: Region, *, by: Actor) -> None:
    """Removes a region entered by mistake. Raises ValidationError while anything stands on it."""
    children, agencies = region.children.count(), Agency.objects.filter(region=region).count()
    if children or agencies or Platform.objects.filter(region=region).exists():
        raise ValidationError(f"“{region}”之下有{children}个区划、{agencies}个机关，或者是平台所在的区划，不能删除。")
    key, name = region.code, region.name
    region.delete()
    record("region.remove", by=by, on=("region", key, name))
    made_public()
