"""Finds what a cell refers to: by code, or by a name where only one bears it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

__all__ = ["Names", "Unknown"]


class Unknown(ValueError):
    """A reference that leads nowhere or to several; the message says so, in Chinese."""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class Names:
    """Keys by code and by name, those of the file together with those of the database."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._keys: set[str] = set()
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        self.labels: dict[str, str] = {}

    def add(self, key: str, *names: str) -> None:
        """A key with the names it may be called by, the proper one first."""
        self._keys.add(key)
        self.labels[key] = names[0] if names else key
        for name in names:
            if name:
                self._named[_plain(name)].add(key)

    def find(self, text: str) -> str:
        """The key. Raises Unknown."""
        for part in (text, text.split(" ", 1)[0]):
            plain = _plain(part)
            if plain.upper() in self._keys:
                return plain.upper()
            found = self._named.get(plain, set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                codes = "、".join(sorted(found)[:5]) + ("等" if len(found) > 5 else "")
                raise Unknown(f"叫“{part}”的{self.what}有{len(found)}个（{codes}），请填代码")
        raise Unknown(f"没有代码或者名称为“{text}”的{self.what}")

    def label(self, key: str) -> str:
        """The name of a key."""
        return self.labels.get(key, key)
