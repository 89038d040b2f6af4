"""Names of SpreadsheetML (ISO 29500-1 §18) and addresses of cells."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Area", "S", "address", "area", "position"]

S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; from 1, both ends included."""

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def position(text: str) -> tuple[int, int] | None:
    """Row and column from 1 of ``B3``; None where the text is no address."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    col = 0
    for letter in match[1].upper():
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), col


def area(text: str) -> Area | None:
    """The area of ``A1:C3`` or of one cell; None where the text is no such thing."""
    first, _, last = text.partition(":")
    start, end = position(first), position(last or first)
    if start is None or end is None:
        return None
    (top, left), (bottom, right) = start, end
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def address(row: int, col: int) -> str:
    """``B3`` for row 3, column 2."""
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
