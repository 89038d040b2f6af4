"""The two secrets a site needs, made at its first start and kept in the data folder, readable by its owner only."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from gongkai_web.common.crypto import new_key

__all__ = ["Kept", "keep_keys"]

_FILE = "keys.json"
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Kept:
    """The signing secret and the data key, as text."""

    secret: str
    data: str


def keep_keys(home: Path) -> Kept:
    """The secrets of a data folder, made on the first call. Two processes that start at once get the same."""
    path = home / _FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except FileExistsError:
        told = json.loads(path.read_text(encoding="ascii"))
        return Kept(told["secret"], told["data"])
    kept = Kept(secrets.token_urlsafe(48), new_key())
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump({"secret": kept.secret, "data": kept.data}, file)
        file.flush()
        os.fsync(file.fileno())
    return kept
