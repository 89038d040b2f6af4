"""What stops a back-up or a restore."""

from __future__ import annotations

__all__ = ["BackupError"]


class BackupError(Exception):
    """A back-up that cannot be made, read or put back; the message is one line of Chinese for the operator."""
