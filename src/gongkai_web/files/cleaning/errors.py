"""The one exception of cleaning."""

from __future__ import annotations

__all__ = ["CannotClean"]


class CannotClean(Exception):
    """A file that cannot be cleaned; its text is one sentence of Chinese without a full stop."""
