"""What a channel answers when a message did not go out. The reason is one line of Chinese for the administrator."""

from __future__ import annotations

__all__ = ["Delayed", "Rejected", "Undelivered"]


class Undelivered(Exception):
    """The message did not go out. ``reason`` says why, without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rejected(Undelivered):
    """It never will: the address does not exist, the text is refused."""


class Delayed(Undelivered):
    """It may go out later. ``down``: nothing goes out over this channel now, the others need not try."""

    def __init__(self, reason: str, *, down: bool = False) -> None:
        super().__init__(reason)
        self.down = down
