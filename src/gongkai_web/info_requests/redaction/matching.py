"""Finding text as a person would: blanks, line ends, full-width letters and case make no difference."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

__all__ = ["fold", "folded", "occurrences"]


@cache
def _one(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc"))


def fold(text: str) -> str:
    """The text in the form in which it is compared."""
    return "".join(map(_one, text))


def folded(text: str) -> tuple[str, list[int]]:
    """The same, with the place in ``text`` of each of its characters."""
    pieces: list[str] = []
    at: list[int] = []
    for number, letter in enumerate(text):
        plain = _one(letter)
        pieces.append(plain)
        at.extend([number] * len(plain))
    return "".join(pieces), at


def occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where ``wanted`` stands in ``text``: from, to. Those that overlap are not left out."""
    needle = fold(wanted)
    if not needle:
        return
    plain, at = folded(text)
    found = plain.find(needle)
    while found >= 0:
        yield at[found], at[found + len(needle) - 1] + 1
        found = plain.find(needle, found + 1)
