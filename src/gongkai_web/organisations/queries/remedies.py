"""The facts of an agency that decide its remedies, for gongkai.law.remedies."""

from __future__ import annotations

from gongkai.law import remedies
from gongkai_web.organisations.kinds import AgencyKind, RegionLevel
from gongkai_web.organisations.models import Agency, Below, Region

__all__ = ["remedy_agency"]

_WITH_GOVERNMENT = (RegionLevel.PROVINCE, RegionLevel.PREFECTURE, RegionLevel.COUNTY, RegionLevel.TOWNSHIP)


def _government_of(region: Region | None) -> str:
    """The people's government of a region by its name, for a tree that has no row for it."""
    return f"{region.name}人民政府" if region is not None and region.level in _WITH_GOVERNMENT else ""


def remedy_agency(agency: Agency) -> remedies.Agency:
    """What the core needs to know of the agency: its government and the organ above it, from the tree.

    Where the tree has no government above, the names of the regions tell it: 行政复议法第二十四条 asks for the
    government of the same level for a department, and of the next level for a government.
    """
    above = [
        row.higher
        for row in Below.objects.filter(lower=agency, distance__gt=0).order_by("distance").select_related("higher")
    ]
    governments = [higher.name for higher in above if higher.kind == AgencyKind.GOVERNMENT]
    region = agency.region
    if agency.kind == AgencyKind.GOVERNMENT:
        government, superior = agency.name, governments[0] if governments else _government_of(region.parent)
    else:
        government = governments[0] if governments else _government_of(region)
        superior = above[0].name if above else ""
        if agency.kind == AgencyKind.JUSTICE:
            higher = next((one.name for one in above if one.kind == AgencyKind.JUSTICE), "")
            superior = higher or "上一级司法行政部门"
    return remedies.Agency(
        name=agency.name,
        kind=agency.kind,
        level=agency.level,
        government=government,
        superior=superior,
        review_by=agency.reviewing_organ,
        court=agency.court,
    )
