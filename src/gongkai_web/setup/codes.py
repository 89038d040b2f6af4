"""The one-time code of the first start: who can read the data folder, or what `gongkai serve` prints, may set up."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

__all__ = ["end", "is_right", "issue"]

_FILE = "setup-code"
_PRIVATE = 0o600
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike
_GROUPS, _LENGTH = 4, 5


def _new() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS))


def _read(home: Path) -> str:
    try:
        return (home / _FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def issue(home: Path) -> str:
    """The code of a data folder, made on the first call and kept there until set-up, readable by its owner only.

    Two processes that ask at once get the same.
    """
    home.mkdir(parents=True, exist_ok=True)
    if code := _read(home):
        return code
    draft = home / f"{_FILE}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_new() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, home / _FILE)  # whole or not at all, and never over another's
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _read(home)


def is_right(home: Path, given: str) -> bool:
    """Whether somebody has the code; blanks, strokes and case do not matter. False where there is none."""
    code = _read(home).replace("-", "")
    typed = "".join(letter for letter in given.upper() if letter.isalnum())
    return bool(code) and hmac.compare_digest(code.encode(), typed.encode())


def end(home: Path) -> None:
    """The code works no longer."""
    (home / _FILE).unlink(missing_ok=True)
