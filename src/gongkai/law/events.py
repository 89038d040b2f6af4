"""Dated events of a request, read from what a program or a register gives, with one clear line for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongkai.law.day import read_day

__all__ = ["CHANNELS", "KINDS", "Channel", "Event", "EventError", "read_event", "read_events"]


class EventError(ValueError):
    """An event that cannot be understood or cannot stand where it stands; the message is one line of Chinese."""


@dataclass(frozen=True, slots=True)
class Channel:
    """How an application came in, and from which day it counts as received (art. 31)."""

    id: str
    label: str
    receipt: str
    confirmed: bool


CHANNELS: dict[str, Channel] = {
    c.id: c
    for c in (
        Channel("in_person", "当面提交", "以提交之日为收到申请之日", confirmed=False),
        Channel("post", "邮寄（签收）", "以行政机关签收之日为收到申请之日", confirmed=False),
        Channel("ordinary_mail", "平常信函", "以与申请人确认之日为收到申请之日", confirmed=True),
        Channel("internet", "互联网", "以双方确认之日为收到申请之日", confirmed=True),
        Channel("email", "电子邮件", "以双方确认之日为收到申请之日", confirmed=True),
        Channel("fax", "传真", "以双方确认之日为收到申请之日", confirmed=True),
        Channel("oral", "口头", "以代填完成并经申请人确认之日为收到申请之日", confirmed=False),
    )
}
_CHANNEL_NAMES = {
    **{c.id: c.id for c in CHANNELS.values()},
    **{c.label: c.id for c in CHANNELS.values()},
    "当面": "in_person",
    "邮寄": "post",
    "签收邮寄": "post",
    "信函": "ordinary_mail",
    "网络": "internet",
    "网上": "internet",
    "online": "internet",
    "mail": "post",
    "person": "in_person",
    "邮箱": "email",
}

KINDS: dict[str, str] = {
    "received": "收到申请",
    "confirmed": "与申请人确认收到",
    "clarification_asked": "通知补正",
    "clarified": "收到补正",
    "reasons_asked": "要求说明理由",
    "reasons_given": "申请人说明理由",
    "third_party_asked": "征求第三方意见",
    "third_party_answered": "第三方答复",
    "co_maker_asked": "征求共同制作机关意见",
    "co_maker_answered": "共同制作机关答复",
    "opinion_asked": "征求其他机关意见",
    "opinion_answered": "其他机关答复",
    "extended": "延长答复期限",
    "delayed": "确定延迟答复的期限",
    "fee_notified": "发出收费通知",
    "fee_paid": "申请人缴费",
    "replied": "答复",
    "abandoned": "视为放弃申请",
    "withdrawn": "申请人撤回",
    "transferred": "转交其他机关",
}
"""The kinds of events with their Chinese names. Those after ``extended`` but the fee, the reply are ours to add."""

_LONGEST = 40
"""Characters of a wrong value that a message repeats."""
_DAYS = {"confirmed_on", "delivered_on", "until", "posted_on", "signed_on"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a request on a day. ``data`` holds what else is known of it.

    ``received`` may carry ``channel`` and ``confirmed_on``; asking a party ``party`` and ``delivered_on``; ``extended``
    ``days``; ``delayed`` ``until``; ``fee_notified`` ``delivered_on``; ``replied`` ``posted_on`` or ``signed_on``.
    """

    kind: str
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The kind in Chinese."""
        return KINDS[self.kind]

    def day(self, key: str) -> date | None:
        """A day among the data, None where it is not given."""
        value = self.data.get(key)
        return value if isinstance(value, date) else None


def read_events(items: object) -> tuple[Event, ...]:
    """Events from JSON values, in their order. Raises EventError for anything that is not a list of dated events."""
    if not isinstance(items, list):
        raise EventError("应当是一个列表，每项是一件有日期的事")
    if not items:
        raise EventError("列表是空的，至少要有收到申请一件事")
    events = tuple(read_event(item, number) for number, item in enumerate(items, 1))
    _in_order(events)
    return events


def _in_order(events: Iterable[Event]) -> None:
    last: Event | None = None
    for number, event in enumerate(events, 1):
        if last is not None and event.on < last.on:
            this, before = (f"“{e.name}”（{e.on.isoformat()}）" for e in (event, last))
            raise EventError(f"第{number}件事{this}早于前一件{before}，请按日期先后排列")
        last = event


def read_event(item: object, number: int = 1) -> Event:
    """One event from JSON values. Raises EventError."""
    where = f"第{number}件事"
    if not isinstance(item, Mapping):
        raise EventError(f"{where}不是一个对象")
    kind = item.get("event")
    if not isinstance(kind, str) or kind not in KINDS:
        raise EventError(f"{where}的类型“{_short(kind)}”不认识，可用的有：{'、'.join(KINDS)}")
    data: dict[str, Any] = {}
    for key, value in item.items():
        if value is None and key != "days":
            continue
        if key in _DAYS:
            data[key] = _day(value, f"{where}的{key}")
        elif key == "days":
            if type(value) is not int or value <= 0:
                raise EventError(f"{where}的天数“{_short(value)}”应当是正整数")
            data[key] = value
        elif key == "channel":
            if not isinstance(value, str) or value not in _CHANNEL_NAMES:
                raise EventError(f"{where}的渠道“{_short(value)}”不认识，可用的有：{'、'.join(CHANNELS)}")
            data[key] = _CHANNEL_NAMES[value]
        elif key not in ("event", "on"):
            data[str(key)] = value
    return Event(kind, _day(item.get("on"), f"{where}的日期"), data)


def _day(value: object, what: str) -> date:
    if value is None:
        raise EventError(f"{what}没有写，应写作2024-01-15的样子")
    try:
        return read_day(value if isinstance(value, str) else "")
    except ValueError:
        raise EventError(f"{what}“{_short(value)}”不是日期，应写作2024-01-15的样子") from None


def _short(value: object) -> str:
    """What was given, on one line and not at any length."""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
