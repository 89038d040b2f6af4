"""What regions and agencies can be. The values of kind and level are those of the core (gongkai.law.remedies)."""

from __future__ import annotations

from django.db import models

__all__ = ["AgencyKind", "AgencyLevel", "AgencyState", "ChangeKind", "GroupRank", "RegionLevel", "RuleGroup"]


class RegionLevel(models.TextChoices):
    """Level of a region."""

    NATIONAL = "national", "全国"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "地市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class AgencyLevel(models.TextChoices):
    """Level of an agency."""

    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "地市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class AgencyKind(models.TextChoices):
    """Kind of an agency, as far as the law makes a difference."""

    GOVERNMENT = "government", "人民政府"
    DEPARTMENT = "department", "政府部门"
    VERTICAL = "vertical", "垂直领导机关"
    JUSTICE = "justice", "司法行政部门"
    ORGANISATION = "organisation", "授权组织"


class AgencyState(models.TextChoices):
    """Whether an agency exists."""

    ACTIVE = "active", "在用"
    MERGED = "merged", "已并入其他机关"
    DISSOLVED = "dissolved", "已撤销"


class ChangeKind(models.TextChoices):
    """What happens to an agency."""

    FOUNDED = "founded", "设立"
    RENAMED = "renamed", "更名"
    MOVED = "moved", "调整隶属"
    MERGED = "merged", "并入"
    DISSOLVED = "dissolved", "撤销"


class RuleGroup(models.TextChoices):
    """Groups of the rules of disclosure work, in the order of the platform (国办公开办函〔2019〕61号)."""

    LAW = "law", "法律法规"
    NATIONAL = "national", "国家文件"
    PROVINCIAL = "provincial", "本省（市）文件"
    OWN = "own", "本机关制度"


class GroupRank(models.TextChoices):
    """Who one is in the leading group, the head first."""

    HEAD = "head", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"
