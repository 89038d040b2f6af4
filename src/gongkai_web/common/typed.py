"""What people type, brought into a shape that every page, letter and file can hold."""

from __future__ import annotations

import unicodedata

__all__ = ["clean_text"]

_DROPPED = {"Cc", "Cs", "Co", "Cn"}
"""Control characters, halves of surrogate pairs, private and unassigned characters."""
_TURNING = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of text, or that nobody sees: with them a name is read as another."""


def clean_text(text: str, *, lines: bool = False) -> str:
    """The text without what cannot be seen or printed; one line of it, or its ``lines``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not lines:
        text = text.replace("\n", " ")
    seen = (one for one in text if one == "\n" or (one not in _TURNING and unicodedata.category(one) not in _DROPPED))
    told = unicodedata.normalize("NFC", "".join(seen))
    return "\n".join(line.rstrip() for line in told.split("\n")).strip()
