"""What is published unasked, how soon, and how what is withheld is looked at again (arts 18–21, 26)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gongkai.law.calendar import Calendar, add_months

__all__ = ["PUBLISH_WITHIN", "Category", "Timeliness", "categories", "next_review", "publish_by", "timeliness"]

PUBLISH_WITHIN = 20
"""Working days from making or change to publication, unless another law sets a limit (REG2019/26)."""

Level = Literal["national", "province", "prefecture", "county", "township"]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the statutory content, with its clause: ``19``, ``20.1`` … ``20.15``, ``21.1`` …"""

    id: str
    label: str
    clause: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8"))


def categories(level: Level) -> tuple[Category, ...]:
    """What an agency of that level publishes: the rule of art. 19, the items of art. 20, then its own of art. 21."""
    data = _data()
    rule = Category("19", data["art19"]["label"], "REG2019/19")
    common = [Category(f"20.{i['item']}", i["label"], "REG2019/20") for i in data["art20"]]
    own = [Category(f"21.{n}", label, "REG2019/21") for n, label in enumerate(data["art21"].get(level, ()), 1)]
    return (rule, *common, *own)


def publish_by(formed_on: date, calendar: Calendar, within: int = PUBLISH_WITHIN) -> date:
    """The last day to publish what was made or changed on a day. Raises CalendarGap, ValueError."""
    return calendar.add(formed_on, within)


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Whether an item was published in time: the limit, the working days it took, by how many it was late."""

    by: date
    took: int
    late: int

    @property
    def in_time(self) -> bool:
        """True when it was published within the limit; what is late is 补公开."""
        return self.late == 0


def timeliness(formed_on: date, published_on: date, calendar: Calendar, within: int = PUBLISH_WITHIN) -> Timeliness:
    """How an item's publication stands to its limit, in working days. Raises CalendarGap, ValueError."""
    if published_on < formed_on:
        raise ValueError("公开日期早于形成日期")
    took = calendar.between(formed_on, published_on)
    return Timeliness(publish_by(formed_on, calendar, within), took, max(0, took - within))


def next_review(withheld_on: date, every_months: int = 12) -> date:
    """When withheld information is looked at again (REG2019/18: 定期, at the agency's interval). Raises ValueError."""
    if every_months < 1:
        raise ValueError("评估周期应当是正的月数")
    return add_months(withheld_on, every_months)
