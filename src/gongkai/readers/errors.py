"""The one exception of reading: a file that cannot be read, with the reason in plain Chinese."""

from __future__ import annotations

__all__ = ["Unreadable"]


class Unreadable(Exception):
    """A file cannot be read. ``reason`` is one line of Chinese for the person who gave the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
