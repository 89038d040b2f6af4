"""Regions: the tree of the administrative division."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from gongkai_web.organisations.kinds import RegionLevel

__all__ = ["REGION_CODE", "Region", "RegionQuerySet"]

REGION_CODE = RegexValidator(
    r"^[0-9]{6}([0-9]{3}){0,2}\Z", "行政区划代码为6位（县级以上）、9位（乡镇、街道）或12位（村、社区）数字。"
)


class RegionQuerySet(models.QuerySet["Region"]):
    """Regions with the filters that people ask for."""

    def within(self, code: str) -> RegionQuerySet:
        """The region of that code with all below it, by the tree and not by the digits of the codes."""
        found = set(self.model.objects.filter(code=code).values_list("pk", flat=True))
        edge = found
        while edge:
            edge = set(self.model.objects.filter(parent__in=edge).values_list("pk", flat=True)) - found
            found |= edge
        return self.filter(pk__in=found)


class Region(models.Model):
    """A region of the administrative division (GB/T 2260; townships by GB/T 10114)."""

    code = models.CharField("行政区划代码", max_length=12, unique=True, validators=[REGION_CODE])
    name = models.CharField("名称", max_length=100)
    level = models.CharField("层级", max_length=20, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", verbose_name="上级区划", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    objects: ClassVar[models.Manager[Region]] = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="region_not_its_own_parent",
                violation_error_message="区划不能是自己的上级。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lineage(self) -> list[Region]:
        """The region with all above it, the highest first."""
        line, region = [self], self
        while region.parent is not None:
            region = region.parent
            line.append(region)
        return line[::-1]

    @property
    def full_name(self) -> str:
        """Its name after those above it: 福建省龙岩市上杭县."""
        return "".join(region.name for region in self.lineage())
