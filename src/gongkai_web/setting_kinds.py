"""How the text of an environment variable becomes a value; what cannot be one is said in Chinese (ValueError)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

__all__ = [
    "audit_months",
    "clamd",
    "count",
    "digest",
    "flag",
    "folder",
    "hours",
    "json_object",
    "names",
    "one_of",
    "postgresql",
    "url",
]


def flag(text: str) -> bool:
    """Yes or no."""
    if text.lower() in ("1", "true", "yes", "on", "是"):
        return True
    if text.lower() in ("", "0", "false", "no", "off", "否"):
        return False
    raise ValueError("应为1或0")


def digest(text: str) -> str:
    """The name of a hash."""
    if text.lower() not in ("sm3", "sha256"):
        raise ValueError("应为sm3或sha256")
    return text.lower()


def one_of(*choices: str) -> Callable[[str], str]:
    """Reads one of some words."""

    def read(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError("应为" + "或".join(choices))
        return text.lower()

    return read


def audit_months(text: str) -> int:
    """Months, six at least (Cybersecurity Law, art. 21)."""
    months = count(1, 1200)(text)
    if months < 6:
        raise ValueError("不少于6个月")
    return months


def names(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def count(least: int, most: int) -> Callable[[str], int]:
    """A whole number in a range."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"应为{least}至{most}的整数")
        return int(text)

    return read


def _split(url: str) -> SplitResult:
    """The parts of an address. Raises ValueError for a wrong port or a wrong IPv6 address, in Chinese."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("地址写得不对，端口应为1至65535的数字，口令里的特殊字符应写作%加十六进制") from None
    return parts


def url(*schemes: str, host: bool = True) -> Callable[[str], str]:
    """An address with one of these schemes."""

    def read(text: str) -> str:
        parts = _split(text)
        if parts.scheme not in schemes or (host and not parts.hostname):
            raise ValueError(f"应为{'、'.join(f'{scheme}://' for scheme in schemes)}开头的地址")
        return text

    return read


def clamd(text: str) -> str:
    """An address of ClamAV, by TCP or by a socket."""
    parts = _split(text)
    if not (parts.scheme == "tcp" and parts.hostname) and not (parts.scheme == "unix" and parts.path.strip("/")):
        raise ValueError("应为tcp://主机:端口或unix:///路径")
    return text


def hours(text: str) -> tuple[time, time] | None:
    """From and until, of the clock; None for none."""
    if not text:
        return None
    begin, dash, end = text.partition("-")
    try:
        hours = time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())
    except ValueError:
        dash = ""
    if not dash or hours[0] == hours[1]:
        raise ValueError("应为“22:00-07:00”这样的起止时间，留空表示不设")
    return hours


def json_object(text: str) -> dict[str, Any]:
    """An object in JSON."""
    try:
        told = json.loads(text or "{}")
    except json.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        raise ValueError("应为 JSON 对象")
    return told


def folder(text: str) -> Path:
    """A folder; ``~`` is one's own."""
    return Path(text).expanduser()


def postgresql(text: str) -> str:
    """An address of PostgreSQL. Several hosts may stand in it, so that only libpq can read it whole."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("应为postgresql://开头的地址；用SQLite时不设")
    return text
