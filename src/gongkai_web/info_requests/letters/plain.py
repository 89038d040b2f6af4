"""Values made plain: whatever somebody typed goes into a letter as text and as nothing else."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["plain", "without_stop"]

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = re.compile(r"[\t\u2028\u2029]+")


def plain(text: str) -> str:
    """The text without what XML, print or the direction of reading could be led astray by; lines end with ``\\n``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    kept = _UNPRINTABLE.sub("", _SPACES.sub(" ", lines))
    shown = "".join(letter for letter in kept if unicodedata.category(letter) != "Cf" or letter == "\u00ad")
    return "\n".join(line.rstrip() for line in shown.split("\n")).strip("\n")


def without_stop(text: str) -> str:
    """The text without the stop at its end, which templates have."""
    return text.rstrip("。； \n　")
