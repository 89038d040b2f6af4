"""An event as a plain sentence. Each app says its verbs in its ``events.py``, read when the site starts.

say("agency.create", "新增机关")                         → 测试张三（qx-001）新增机关“清溪县教育局”
say("files.download", "下载文件", "下载了“{name}”")
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai_web.audit.models import Event

__all__ = ["Change", "Verb", "changes", "is_said", "label_of", "say", "sentence", "verbs"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the log: its id, a label for lists, and what stands after the person's name."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after, as text; "" where it was not there."""

    what: str
    before: str
    after: str


_verbs: dict[str, Verb] = {}
_FAILED = ("失败", "拒", "锁定")  # a label that says so itself


def say(name: str, label: str, text: str = "") -> None:
    """Says a verb in Chinese. ``text`` may hold {name} and {key} of the object; without it the label stands before
    the object's name. Raises ValueError when the verb was said otherwise before.
    """
    verb = Verb(name, label, text)
    if _verbs.setdefault(name, verb) != verb:
        raise ValueError(f"the verb {name} is said twice")


def verbs() -> dict[str, Verb]:
    """All verbs by id, in the order of their ids."""
    return dict(sorted(_verbs.items()))


def is_said(name: str) -> bool:
    """True for a verb that an app says."""
    return name in _verbs


def label_of(name: str) -> str:
    """The label of a verb; the id of one that no installed app knows any more."""
    return _verbs[name].label if name in _verbs else name


def sentence(event: Event) -> str:
    """Who did what, without the time: 测试张三（qx-001）新增机关“清溪县教育局”."""
    who = event.actor_name or event.actor or "系统"
    if event.actor and event.actor != who:
        who = f"{who}（{event.actor}）"
    verb = _verbs.get(event.verb)
    thing = event.object_name or event.object_key
    if verb is not None and verb.text:
        told = verb.text.replace("{name}", thing).replace("{key}", event.object_key)
    else:
        told = (verb.label if verb else f"执行“{event.verb}”") + (f"“{thing}”" if thing else "")
    failed = not event.success and not (verb and any(word in verb.label for word in _FAILED))
    return f"{who}{told}" + ("，未成功" if failed else "")


def _text(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        return "、".join(_text(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def changes(event: Event) -> Iterator[Change]:
    """What an event tells of values, in the order of their names; those that stayed the same are left out."""
    before: Mapping[str, object] = event.before or {}
    after: Mapping[str, object] = event.after or {}
    for name in sorted({*before, *after}):
        old, new = _text(before.get(name)), _text(after.get(name))
        if old != new:
            yield Change(name, old, new)
