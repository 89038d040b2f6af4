"""The two secrets a site needs, made at its first start and kept in the data folder, readable by its owner only."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gongkai_web.common.crypto import new_key
from gongkai_web.connections import ConfigError

__all__ = ["Kept", "keep_keys"]

_FILE = "keys.json"
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Kept:
    """The signing secret and the data key, as text."""

    secret: str
    data: str


def keep_keys(home: Path) -> Kept:
    """The secrets of a data folder, made on the first call. Two processes that start at once get the same.

    Raises ConfigError where the file is there and cannot be used: with other keys nothing encrypted could be read.
    """
    path = home / _FILE
    if not path.exists():
        _make(path)
    try:
        told = json.loads(path.read_text(encoding="ascii"))
        return Kept(told["secret"], told["data"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigError(f"密钥文件{path}读不了或已损坏，请从备份中恢复；没有它，已加密的个人信息无法解密。") from None


def _make(path: Path) -> None:
    """Writes new secrets, whole or not at all, and never over another's."""
    draft = path.with_name(f"{_FILE}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump({"secret": secrets.token_urlsafe(48), "data": new_key()}, file)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
