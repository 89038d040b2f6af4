"""The value of a cell as text, the way a person sees it: 7 and not 7.0, 12.5%, 2024年1月31日."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from lxml import etree

from gongkai.readers.sheet.names import S
from gongkai.readers.sheet.styles import Shown

__all__ = ["number_of", "plain", "rich_text", "show"]

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)
_LAST_DAY = 2_958_465  # 9999-12-31
_SECONDS = 86_400


def number_of(raw: str) -> Decimal | None:
    """The number a file holds, rounded to the 15 digits a spreadsheet shows; None where it is none."""
    try:
        number = float(raw)
    except ValueError:
        return None
    return Decimal(f"{number:.15g}") if math.isfinite(number) else None


def plain(number: Decimal) -> str:
    """The number without exponent and without idle zeros."""
    if number == number.to_integral_value():
        return f"{number:.0f}" if number else "0"
    return f"{number.normalize():f}"


def show(number: Decimal, shown: Shown, *, from_1904: bool) -> str:
    """The number as its style shows it, with every digit it has."""
    if shown is Shown.PERCENT:
        return plain(number * 100) + "%"
    if shown is Shown.NUMBER or not 0 <= number <= _LAST_DAY:
        return plain(number)
    start = _EPOCH_1904 if from_1904 else _EPOCH
    try:
        moment = start + timedelta(seconds=round(float(number) * _SECONDS))
    except OverflowError:
        return plain(number)
    time = f"{moment.hour}:{moment.minute:02d}" + (f":{moment.second:02d}" if moment.second else "")
    if shown is Shown.TIME:
        return time
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{day} {time}" if moment.hour or moment.minute or moment.second else day


def rich_text(item: etree._Element) -> str:
    """The text of a shared or inline string, without the readings some of them carry."""
    return _unescaped("".join(_pieces(item)))


def _pieces(item: etree._Element) -> Iterable[str]:
    for child in item:
        if child.tag == S + "t":
            yield child.text or ""
        elif child.tag == S + "r":
            yield from (piece.text or "" for piece in child.iterchildren(S + "t"))


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
