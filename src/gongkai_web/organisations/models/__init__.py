"""Regions, agencies, their public face and who works where. The past is kept: an agency is never deleted."""

from __future__ import annotations

from gongkai_web.organisations.models.agencies import Agency, AgencyChange, AgencyQuerySet, Below
from gongkai_web.organisations.models.face import LeadingGroupMember, Reporter, Rule
from gongkai_web.organisations.models.guides import Guide
from gongkai_web.organisations.models.imports import AgencyImport, ImportState
from gongkai_web.organisations.models.memberships import Membership
from gongkai_web.organisations.models.platform import Platform
from gongkai_web.organisations.models.regions import Region

__all__ = [
    "Agency",
    "AgencyChange",
    "AgencyImport",
    "AgencyQuerySet",
    "Below",
    "Guide",
    "ImportState",
    "LeadingGroupMember",
    "Membership",
    "Platform",
    "Region",
    "Reporter",
    "Rule",
]
