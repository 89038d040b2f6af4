"""The messages that the installed apps send, with the text as shipped: ``messages.toml`` in the package of each app."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from gongkai_web.notify.kinds import Channel

__all__ = ["Text", "UnknownMessage", "Value", "Wording", "all_messages", "message_of"]


class UnknownMessage(LookupError):
    """No app ships a message of that key."""


@dataclass(frozen=True, slots=True)
class Value:
    """Something a text may contain: its name in code, its label (the placeholder), a sample, and what holds of it."""

    name: str
    label: str
    sample: str
    required: bool = False
    personal: bool = False
    secret: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a message: subject and body of the mail and in the inbox, and the SMS ("" for none)."""

    subject: str
    body: str
    sms: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A message that an app sends. ``always``: the person cannot switch it off."""

    key: str
    name: str
    to: str
    channels: tuple[Channel, ...]
    always: bool
    values: tuple[Value, ...]
    wording: Wording

    @property
    def secret(self) -> bool:
        """True where the text opens something, so that it is not kept once it is sent and never shown."""
        return any(value.secret for value in self.values)


def _text(key: str, told: dict[str, Any]) -> Text:
    values = tuple(Value(name, **said) for name, said in told.pop("values", {}).items())
    wording = Wording(*(told.pop(field.name, "").strip() for field in fields(Wording)))
    channels = tuple(map(Channel, told.pop("channels")))
    return Text(key=key, channels=channels, values=values, wording=wording, **{"always": False, **told})


@cache
def all_messages() -> dict[str, Text]:
    """Every message by key. Raises ValueError for a key that two apps ship, TypeError for an unknown entry."""
    found: dict[str, Text] = {}
    for app in apps.get_app_configs():
        path = Path(app.path) / "messages.toml"
        if not app.name.startswith("gongkai_web.") or not path.is_file():
            continue
        for key, told in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"two apps ship the message {key}")
            found[key] = _text(key, told)
    return found


def message_of(key: str) -> Text:
    """The message of a key. Raises UnknownMessage."""
    try:
        return all_messages()[key]
    except KeyError:
        raise UnknownMessage(key) from None
