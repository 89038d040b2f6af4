"""A guide as it is read: what art. 12 asks for as facts, the rest as sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai_web.organisations.models import Agency, Guide
from gongkai_web.organisations.queries import guide_versions

__all__ = ["Channel", "Section", "channels", "contacts", "sections", "version"]

_SECTIONS = (
    ("classification", "信息的分类"),
    ("arrangement", "编排体系"),
    ("obtaining", "获取方式"),
    ("reading_places", "查阅场所"),
    ("applying", "申请办法"),
    ("fees", "收费"),
    ("remedies", "监督和救济"),
)
_CONTACTS = (
    ("office_name", "政府信息公开工作机构"),
    ("office_address", "办公地址"),
    ("postcode", "邮政编码"),
    ("office_hours", "办公时间"),
    ("phone", "联系电话"),
    ("fax", "传真号码"),
    ("internet", "互联网联系方式"),
)
_SUPERVISION = (
    ("complaint_office", "监督机关"),
    ("complaint_phone", "监督电话"),
    ("complaint_address", "监督机关地址"),
)
_CHANNELS = (
    ("apply_on_site", "当面申请", "提交当日为收到申请之日"),
    ("apply_by_post", "信函申请", "签收之日为收到之日；平常信函以机关与申请人确认之日为收到之日"),
    ("apply_by_fax", "传真申请", "双方确认之日为收到申请之日"),
    ("apply_online", "网上申请", "双方确认之日为收到申请之日"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a guide: its anchor, its title, its text (may be "") and facts below it."""

    id: str
    title: str
    text: str
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to apply: where, and what counts as the day of receipt (art. 31)."""

    label: str
    where: str
    received: str


def _facts(guide: Guide, names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, getattr(guide, name)) for name, label in names if getattr(guide, name).strip()]


def contacts(guide: Guide) -> list[tuple[str, str]]:
    """The office of disclosure: where it is, when it is open, how to reach it; what is not said is left out."""
    return _facts(guide, _CONTACTS)


def channels(guide: Guide, *, online: bool = True) -> list[Channel]:
    """The ways to apply that the guide offers; ``online`` is whether applying over the site is open."""
    return [
        Channel(label, getattr(guide, name), day)
        for name, label, day in _CHANNELS
        if getattr(guide, name).strip() and (online or name != "apply_online")
    ]


def sections(guide: Guide) -> list[Section]:
    """The parts of a guide that say something, in the order of art. 12."""
    below = {
        "applying": [(channel.label, channel.where) for channel in channels(guide)],
        "remedies": _facts(guide, _SUPERVISION),
    }
    found = []
    for name, title in _SECTIONS:
        text, facts = getattr(guide, name).strip(), below.get(name, [])
        if text or facts:
            found.append(Section(name, title, text, facts))
    return found


def version(agency: Agency, number: int | None) -> tuple[Guide | None, list[Guide]]:
    """The version of that number (None: the newest) and every version, the newest first. One query."""
    versions = list(guide_versions(agency))
    wanted = [guide for guide in versions if number is None or guide.number == number]
    return (wanted[0] if wanted else None), versions
