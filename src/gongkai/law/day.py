"""Days as they are written in files and commands: 2024-01-15 and no other way."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["FIRST_YEAR", "LAST_YEAR", "read_day"]

FIRST_YEAR, LAST_YEAR = 1949, 2199
"""A year outside of these is a slip of the pen."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str) -> date:
    """The day that a text such as 2024-01-15 names. Raises ValueError."""
    if not _ISO.fullmatch(text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day
