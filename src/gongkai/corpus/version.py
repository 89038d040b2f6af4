"""Which program read a report: its version and a fingerprint of the code and data that a reading depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from gongkai import __version__

__all__ = ["program_version"]

_READ_BY = ("law", "report", "readers", "checks", "corpus")
_CONTENT = (".py", ".toml", ".txt", ".json", ".yaml", ".csv")


@cache
def program_version() -> str:
    """``0.1.0+3f2a…``: a change of any rule or reader changes it, so that what was read before is read again."""
    digest = hashlib.sha256()
    package = files("gongkai")
    for folder in _READ_BY:
        for name, entry in _entries(package / folder, folder):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(entry.read_bytes()).digest())
    return f"{__version__}+{digest.hexdigest()[:16]}"


def _entries(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        below = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _entries(entry, below)
        elif entry.name.endswith(_CONTENT):
            yield below, entry
