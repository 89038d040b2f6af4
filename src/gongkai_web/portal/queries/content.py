"""The statutory content of an agency as a tree: arts 19–21 with their items, and how much is published under each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.law.disclosure import categories
from gongkai_web.organisations.models import Agency

__all__ = ["Branch", "Leaf", "published_counts", "tree"]

_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
_TITLES = {
    "19": ("条例第十九条", "公众利益和公众参与"),
    "20": ("条例第二十条", "各级行政机关主动公开的内容"),
    "21": ("条例第二十一条", "本级行政机关还应当主动公开的内容"),
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category: its id (20.1), its place, its name, its clause, how many items are published in it."""

    id: str
    label: str
    clause: str
    count: int


@dataclass(frozen=True, slots=True)
class Branch:
    """An article with its categories."""

    id: str
    article: str
    title: str
    leaves: tuple[Leaf, ...]

    @property
    def count(self) -> int:
        """How many items are published under the article."""
        return sum(leaf.count for leaf in self.leaves)


def _numeral(number: int) -> str:
    """A number below 20 as the statute writes it: 十五."""
    tens, ones = divmod(number, 10)
    return ("十" if tens else "") + _DIGITS[ones]


def _clause(category: str) -> str:
    article, _, item = category.partition(".")
    return f"第二十条第（{_numeral(int(item))}）项" if article == "20" else _TITLES[article][0].removeprefix("条例")


def published_counts(agency: Agency) -> Mapping[str, int]:
    """How many items are published in each category, by its id. None until the app ``publishing`` fills this."""
    return {}


def tree(agency: Agency) -> list[Branch]:
    """What an agency of its level publishes, article by article."""
    counts = published_counts(agency)
    branches: dict[str, list[Leaf]] = {}
    for category in categories(agency.level):
        leaf = Leaf(category.id, category.label, _clause(category.id), counts.get(category.id, 0))
        branches.setdefault(category.id.partition(".")[0], []).append(leaf)
    return [Branch(article, *_TITLES[article], tuple(leaves)) for article, leaves in branches.items()]
