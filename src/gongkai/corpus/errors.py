"""What stops a whole run, as against a file that cannot be read, which is a row of failures."""

from __future__ import annotations

__all__ = ["CorpusError"]


class CorpusError(Exception):
    """The run cannot begin or cannot go on. The message is one line of Chinese for the person who started it."""
