"""The figures of the platform: counts of what is really there, never an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai_web.organisations.models import Guide, Rule

__all__ = ["Figure", "figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit and what it counts."""

    label: str
    number: int
    unit: str


def figures(agencies: int, on: date) -> list[Figure]:
    """What can be counted today, nothing for what is none. Two queries; ``agencies`` is known from the directory."""
    told = [
        Figure("公开机关", agencies, "个"),
        Figure("已发布公开指南的机关", Guide.objects.current().filter(agency__state="active").count(), "个"),
        Figure("公开制度", Rule.objects.filter(published_on__lte=on, in_force=True).count(), "件"),
    ]
    return [figure for figure in told if figure.number]
