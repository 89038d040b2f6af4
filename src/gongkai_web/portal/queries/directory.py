"""The agencies of the platform as a directory: grouped, counted, found by name, old names included."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from gongkai_web.organisations.kinds import AgencyKind, AgencyLevel, AgencyState, RegionLevel
from gongkai_web.organisations.models import Agency, AgencyChange, Region

__all__ = ["Directory", "Entry", "Group", "directory"]

_OWN: dict[str, str] = {
    "government": "人民政府及其办公厅（室）",
    "department": "政府部门",
    "township": "乡镇、街道",
    "vertical": "垂直管理机关",
    "organisation": "法律、法规授权的组织",
}
ENDED = "ended"
_KIND_GROUP: dict[str, str] = {
    AgencyKind.GOVERNMENT: "government",
    AgencyKind.DEPARTMENT: "department",
    AgencyKind.JUSTICE: "department",
    AgencyKind.VERTICAL: "vertical",
    AgencyKind.ORGANISATION: "organisation",
}
_OFFICE_NAMES = ("人民政府办公室", "人民政府办公厅")


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency in the directory, with the names it had before."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    level: str
    state: str
    region_code: str
    region_name: str
    old_names: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its platform page."""
        return reverse("portal:agency", args=[self.code])

    @property
    def is_active(self) -> bool:
        """False for one that was merged or dissolved."""
        return self.state == AgencyState.ACTIVE

    def matches(self, words: Iterable[str]) -> bool:
        """Whether each of the words is in one of its names or is its code."""
        names = " ".join(_plain(name) for name in (self.name, self.short_name, *self.old_names))
        return all(word in names or word == _plain(self.code) for word in words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the directory; ``id`` is its word in addresses."""

    id: str
    label: str
    entries: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many agencies it holds."""
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class Directory:
    """The groups that are not empty: the region's own, then other regions by their codes, then those that ended."""

    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many agencies exist."""
        return sum(group.count for group in self.groups if group.id != ENDED)

    @property
    def government(self) -> Entry | None:
        """Whose blocks stand on the home page: the region's government, or its office where it has no row."""
        return next((entry for group in self.groups if group.id == "government" for entry in group.entries), None)

    def found(self, query: str = "", group: str = "") -> Directory:
        """What is left by words of a name and by a group's word. Those that ended show up when they are asked for."""
        words = _plain(query).split()
        left = []
        for one in self.groups:
            if (group and one.id != group) or (one.id == ENDED and not group and not words):
                continue
            entries = tuple(entry for entry in one.entries if entry.matches(words)) if words else one.entries
            if entries:
                left.append(Group(one.id, one.label, entries))
        return Directory(tuple(left))


def _old_names() -> dict[int, list[str]]:
    """The names that agencies had before, by id."""
    old: dict[int, list[str]] = {}
    for agency_id, name in AgencyChange.objects.standing().exclude(old_name="").values_list("agency_id", "old_name"):
        old.setdefault(agency_id, []).append(name)
    return old


def directory(region: Region | None, *, searched: bool = False) -> Directory:
    """The directory of a region's platform, with one query, and one more for old names where it is ``searched``.

    ``region`` is None before the platform is set up.
    """
    old = _old_names() if searched else {}
    found: dict[tuple[int, str], tuple[str, list[Entry]]] = {}
    rows = Agency.objects.order_by("position", "code").values_list(
        "id", "code", "name", "short_name", "kind", "level", "state",
        "region__code", "region__name", "region__level", "region__parent__code", "region__parent__name",
    )  # fmt: skip
    for row in rows:
        *facts, region_level, parent_code, parent_name = row
        entry = Entry(*facts, tuple(old.get(row[0], ())))
        place, word, label = _place(entry, region_level, parent_code, parent_name, region)
        found.setdefault((place, word), (label, []))[1].append(entry)
    return Directory(
        tuple(
            Group(word, label, tuple(_office_after_government(entries) if word == "government" else entries))
            for (_, word), (label, entries) in sorted(found.items(), key=lambda item: item[0])
        )
    )


def _place(
    entry: Entry, region_level: str, parent_code: str | None, parent_name: str | None, region: Region | None
) -> tuple[int, str, str]:
    """Where an agency stands: the place of its group, the group's word, its label."""
    if not entry.is_active:
        return 9, ENDED, "已合并、撤销的机关"
    code, name = entry.region_code, entry.region_name
    if region_level == RegionLevel.TOWNSHIP and parent_code and parent_name:
        code, name = parent_code, parent_name
    if region is None or code != region.code:
        return 8, code, name
    word = _KIND_GROUP[entry.kind]
    if entry.level == AgencyLevel.TOWNSHIP and region.level != RegionLevel.TOWNSHIP:
        word = "township"
    elif entry.name.endswith(_OFFICE_NAMES):
        word = "government"
    return list(_OWN).index(word), word, _OWN[word]


def _office_after_government(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.kind != AgencyKind.GOVERNMENT)
