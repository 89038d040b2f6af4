"""Cell styles of a workbook, as far as reading needs them: percentages, dates, borders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from lxml import etree

from gongkai.readers.sheet.names import S

__all__ = ["Look", "Shown", "looks"]


class Shown(Enum):
    """How a number of that style is shown."""

    NUMBER = auto()
    PERCENT = auto()
    DATE = auto()
    TIME = auto()


@dataclass(frozen=True, slots=True)
class Look:
    """A cell style: how numbers show, and whether any side of the cell has a line."""

    shown: Shown = Shown.NUMBER
    bordered: bool = False


# Formats that files name only by number (ISO 29500-1 §18.8.30, with those of Chinese Excel).
_PERCENTS = {9, 10}
_DATES = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}
_TIMES = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56}
# Literal words, escapes, and conditions or colours, but not elapsed time such as [h].
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_NO_LINE = (None, "none")


def looks(root: etree._Element | None) -> list[Look]:
    """The styles of ``styles.xml`` in the order in which cells name them."""
    if root is None:
        return []
    codes = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind(f"{S}numFmts/{S}numFmt")}
    borders = [
        any(side.get("style") not in _NO_LINE for side in border) for border in root.iterfind(f"{S}borders/{S}border")
    ]
    found = []
    for style in root.iterfind(f"{S}cellXfs/{S}xf"):
        border = style.get("borderId", "")
        bordered = border.isdecimal() and len(border) < 9 and int(border) < len(borders) and borders[int(border)]
        found.append(Look(_shown(style.get("numFmtId", ""), codes), bordered))
    return found


def _shown(ident: str, codes: dict[str | None, str]) -> Shown:
    code = codes.get(ident)
    if code is None:
        number = int(ident) if ident.isdecimal() and len(ident) < 9 else 0
        if number in _PERCENTS:
            return Shown.PERCENT
        if number in _DATES:
            return Shown.DATE
        return Shown.TIME if number in _TIMES else Shown.NUMBER
    plain = _LITERAL.sub("", code.partition(";")[0]).lower()
    if "general" in plain:
        return Shown.NUMBER
    if "%" in plain:
        return Shown.PERCENT
    if any(letter in plain for letter in "yd") or ("m" in plain and "h" not in plain and "s" not in plain):
        return Shown.DATE
    return Shown.TIME if any(letter in plain for letter in "hs") else Shown.NUMBER
