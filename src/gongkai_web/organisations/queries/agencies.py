"""Agencies as they are shown: by code, by region and kind, with their names in time and their past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from gongkai_web.common.prepared import prepared
from gongkai_web.organisations.kinds import AgencyKind, AgencyLevel, AgencyState, ChangeKind
from gongkai_web.organisations.models import Agency, AgencyChange, Below, Platform, Region

__all__ = [
    "AgencyGroup",
    "HistoryEntry",
    "RegionAgencies",
    "agencies_by_region",
    "agency_by_code",
    "history",
    "name_at",
    "platform",
    "subtree_counts",
]

_TOWNSHIPS = "乡镇人民政府、街道办事处"
_LABELS: dict[str, str] = {
    AgencyKind.GOVERNMENT: "人民政府",
    AgencyKind.DEPARTMENT: "政府部门",
    AgencyKind.JUSTICE: "政府部门",
    AgencyKind.VERTICAL: "垂直领导机关",
    AgencyKind.ORGANISATION: "法律、法规授权的组织",
}
_ORDER = ("人民政府", "政府部门", _TOWNSHIPS, "垂直领导机关", "法律、法规授权的组织")


@dataclass(frozen=True, slots=True)
class AgencyGroup:
    """Agencies of one kind, in their order."""

    label: str
    agencies: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class RegionAgencies:
    """The agencies of a region by kind; townships stand under the region above them."""

    region: Region
    groups: tuple[AgencyGroup, ...]

    @property
    def count(self) -> int:
        """How many agencies there are."""
        return sum(len(group.agencies) for group in self.groups)


def platform() -> Platform | None:
    """The platform with its region; None before the site is set up."""
    return next(iter(_platform()), None)


@prepared
def _platform() -> QuerySet[Platform]:
    return Platform.objects.select_related("region").order_by("pk")[:1]


def agency_by_code(code: str) -> Agency | None:
    """The agency of that code, with its region, existing or ended; case does not matter. None where there is none."""
    found = Agency.objects.select_related("region", "superior")
    return found.filter(code=code).first() or found.filter(code__iexact=code).first()


def _label(agency: Agency) -> str:
    if agency.level == AgencyLevel.TOWNSHIP and agency.kind == AgencyKind.GOVERNMENT:
        return _TOWNSHIPS
    return _LABELS[agency.kind]


def agencies_by_region(within: Region | None = None) -> tuple[RegionAgencies, ...]:
    """Every existing agency, by region (order of codes) and kind, for the portal. One query.

    ``within`` leaves only that region, the ones right below it and their townships.
    """
    rows = Agency.objects.active().select_related("region__parent")
    if within is not None:
        rows = rows.filter(Q(region=within) | Q(region__parent=within) | Q(region__parent__parent=within))
    found: dict[int, tuple[Region, dict[str, list[Agency]]]] = {}
    for agency in rows:
        region = agency.region
        if region.level == AgencyLevel.TOWNSHIP and region.parent is not None:
            region = region.parent
        _, groups = found.setdefault(region.pk, (region, {}))
        groups.setdefault(_label(agency), []).append(agency)
    return tuple(
        RegionAgencies(region, tuple(AgencyGroup(label, tuple(groups[label])) for label in _ORDER if groups.get(label)))
        for region, groups in sorted(found.values(), key=lambda one: one[0].code)
    )


def name_at(agency: Agency, on: date) -> str:
    """What the agency was called that day: a new name holds from the day of the change."""
    later = agency.changes.standing().filter(kind=ChangeKind.RENAMED, on__gt=on).order_by("on", "id").first()
    return later.old_name if later is not None else agency.name


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A line of an agency's past: the day, what happened in a sentence, and its basis."""

    on: date
    text: str
    basis: str
    change: AgencyChange


def _sentence(change: AgencyChange, of: Agency) -> str:
    if change.agency_id != of.pk:
        return f"{change.old_name or change.agency.name}并入"
    match change.kind:
        case ChangeKind.FOUNDED:
            return f"设立{change.new_name}"
        case ChangeKind.RENAMED:
            return f"由{change.old_name}更名为{change.new_name}"
        case ChangeKind.MOVED:
            if change.new_superior is None:
                return f"不再隶属{change.old_superior}"
            return f"{f'由{change.old_superior}' if change.old_superior else ''}改隶{change.new_superior}"
        case ChangeKind.MERGED:
            return f"并入{change.successor.name}" if change.successor else "并入其他机关"
    return "撤销"


def history(agency: Agency, *, mistaken: bool = False) -> tuple[HistoryEntry, ...]:
    """What happened to the agency, and which agencies were merged into it, the oldest first.

    With ``mistaken``, the entries that were corrected stand among them.
    """
    known = AgencyChange.objects.all() if mistaken else AgencyChange.objects.standing()
    rows = known.filter(Q(agency=agency) | Q(successor=agency)).select_related(
        "agency", "successor", "old_superior", "new_superior", "corrected_to"
    )
    return tuple(HistoryEntry(row.on, _sentence(row, agency), row.basis, row) for row in rows)


def subtree_counts(agencies: Iterable[Agency]) -> dict[int, int]:
    """How many existing agencies are below each of these, by id. One query."""
    keys = [agency.pk for agency in agencies]
    rows = (
        Below.objects.filter(higher__in=keys, distance__gt=0, lower__state=AgencyState.ACTIVE)
        .values_list("higher_id")
        .annotate(count=Count("pk"))
    )
    return {**dict.fromkeys(keys, 0), **dict(rows)}
