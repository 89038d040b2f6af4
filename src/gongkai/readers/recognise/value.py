"""What stands in a cell of figures: a number, a number with words around it, a dash, nothing, or no figure at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gongkai.report.cell import Cell, Number, Place, State

__all__ = ["Figure", "figure", "is_figure"]

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
_DASHES = frozenset("-—–―－/／\\~～_*×") | {"——", "--", "---", "//", "无", "N/A", "n/a", "空", "－－", "────"}
_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?)(件次|件|条|个|项|宗|次|份|万元|元)")
_NOTED = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:件|条|个|项|宗|万元)?[(（\[【].*[)）\]】][。;；]?", re.DOTALL)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LOOKALIKE = str.maketrans({"O": "0", "o": "0", "〇": "0", "○": "0", "零": "0", "l": "1", "I": "1"})
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell read as a figure: its value or None, the source's text, and why it was not plain."""

    value: Number | None
    raw: str
    state: State
    why: str = ""

    def cell(self, place: Place | None = None) -> Cell:
        """The cell of the model."""
        return Cell(self.value, self.raw, self.state, self.why, place)


def is_figure(text: str) -> bool:
    """True for a number, a number with a note, or a dash; False for blanks and for words."""
    found = figure(text)
    return found is not None and found.raw != ""


@lru_cache(maxsize=4096)
def figure(text: str) -> Figure | None:
    """The figure in a cell's text, None where the text holds words that are no figure. A blank is a Figure."""
    raw = text.strip()
    if not raw:
        return Figure(None, "", State.BLANK, "单元格空白，没有填数（空白不等于0）")
    if len(raw) > _LONGEST * 3:
        return None
    if raw.isascii() and raw.isdigit():
        return Figure(int(raw), raw, State.PLAIN)
    if raw in _DASHES:
        return Figure(None, raw, State.BLANK, f"填的是“{raw}”，不是数字（不等于0）")
    if _PLAIN.fullmatch(raw) and raw.isascii():
        return Figure(_number(raw), raw, State.PLAIN)
    folded = unicodedata.normalize("NFKC", raw).replace("−", "-")
    squeezed = re.sub(r"\s+", "", folded)
    if _PLAIN.fullmatch(squeezed):
        return Figure(_number(squeezed), raw, State.INFERRED, _why_squeezed(raw, folded, squeezed))
    if _GROUPED.fullmatch(squeezed):
        value = _number(squeezed.replace(",", ""))
        return Figure(value, raw, State.INFERRED, f"“{raw}”带千分位，读作{value}")
    for pattern in (_UNIT, _NOTED):
        if (match := pattern.fullmatch(squeezed)) and len(squeezed) <= _LONGEST:
            value = _number(match[1])
            return Figure(value, raw, State.INFERRED, f"单元格里除数字外还有文字“{squeezed}”，读作{value}")
    looked = squeezed.translate(_LOOKALIKE)
    if looked != squeezed and len(squeezed) <= 6 and looked.isdigit():
        return Figure(int(looked), raw, State.INFERRED, f"“{raw}”疑为数字{int(looked)}的误写或误识")
    return None


def _number(text: str) -> Number:
    return Decimal(text) if "." in text else int(text)


def _why_squeezed(raw: str, folded: str, squeezed: str) -> str:
    if re.search(r"\s", folded):
        return f"数字中间有空格或换行“{' '.join(raw.split())}”，读作{squeezed}"
    return f"“{raw}”用了全角字符，读作{squeezed}"
