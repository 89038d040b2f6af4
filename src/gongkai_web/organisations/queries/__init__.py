"""Reads that shape a page: agencies for the portal, their names and past, their remedies, their public face."""

from __future__ import annotations

from gongkai_web.organisations.queries.agencies import (
    AgencyGroup,
    HistoryEntry,
    RegionAgencies,
    agencies_by_region,
    agency_by_code,
    history,
    name_at,
    platform,
    subtree_counts,
)
from gongkai_web.organisations.queries.face import (
    Face,
    Missing,
    current_guide,
    draft_guide,
    face_completeness,
    guide_versions,
    leading_group,
    missing,
    rules_of,
)
from gongkai_web.organisations.queries.remedies import remedy_agency

__all__ = [
    "AgencyGroup",
    "Face",
    "HistoryEntry",
    "Missing",
    "RegionAgencies",
    "agencies_by_region",
    "agency_by_code",
    "current_guide",
    "draft_guide",
    "face_completeness",
    "guide_versions",
    "history",
    "leading_group",
    "missing",
    "name_at",
    "platform",
    "remedy_agency",
    "rules_of",
    "subtree_counts",
]
