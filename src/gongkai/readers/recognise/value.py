"""What stands in a cell of figures: a number, a number with words around it, a dash, nothing, or no figure at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gongkai.report.cell import Cell, Number, Place, State

__all__ = ["Figure", "figure", "is_figure"]

_NUMBER = r"[+-]?\d{1,15}(?:\.\d{1,8})?"
"""No count and no amount has more digits; longer runs are telephone and account numbers."""
_PLAIN = re.compile(_NUMBER, re.ASCII)
_DASHES = frozenset("-‐‑—–―─/\\~_*×") | {"//", "无", "N/A", "n/a", "空"}
_UNIT = re.compile(rf"({_NUMBER})(万)?(件次|件|条|个|项|宗|次|份|元)?[。;]?", re.ASCII)
_NOTED = re.compile(rf"({_NUMBER})(?:件|条|个|项|宗|万元)?[(\[【].*[)\]】][。;]?", re.ASCII | re.DOTALL)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,8})?", re.ASCII)
_LOOKALIKE = str.maketrans({"O": "0", "o": "0", "〇": "0", "○": "0", "零": "0", "l": "1", "I": "1"})
_NUMBERED = re.compile(r"[①-⓿]")
_LONGEST = 120
_TEN_THOUSAND = 10_000


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


def figure(text: str) -> Figure | None:
    """The figure in a cell's text, None where the text holds words that are no figure. A blank is a Figure."""
    raw = text.strip()
    return _figure(raw) if len(raw) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _figure(raw: str) -> Figure | None:
    if not raw:
        return Figure(None, "", State.BLANK, "单元格空白，没有填数（空白不等于0）")
    if _PLAIN.fullmatch(raw):
        return Figure(_number(raw), raw, State.PLAIN)
    folded = unicodedata.normalize("NFKC", raw).replace("−", "-")
    squeezed = "".join(folded.split())
    if squeezed in _DASHES or set(squeezed) <= set("-—–─"):
        return Figure(None, raw, State.BLANK, f"填的是“{raw}”，不是数字（不等于0）")
    if _NUMBERED.search(raw):
        return None
    return _spelt(raw, folded, squeezed) or _worded(raw, squeezed)


def _spelt(raw: str, folded: str, squeezed: str) -> Figure | None:
    """A number and nothing else, spelt in another way."""
    if _PLAIN.fullmatch(squeezed):
        parts = folded.split()
        if len(parts) > 1 and parts[0].startswith("0"):
            return Figure(None, raw, State.MISSING, f"一个单元格里有几个数“{' '.join(parts)}”，无法认定")
        how = "数字中间有空格或换行" if len(parts) > 1 else "用了全角字符"
        return Figure(_number(squeezed), raw, State.INFERRED, f"“{' '.join(raw.split())}”{how}，读作{squeezed}")
    if _GROUPED.fullmatch(squeezed):
        value = _number(squeezed.replace(",", ""))
        return Figure(value, raw, State.INFERRED, f"“{raw}”带千分位，读作{value}")
    if squeezed == "0.":
        return Figure(0, raw, State.INFERRED, f"“{raw}”读作0")
    looked = squeezed.translate(_LOOKALIKE)
    if looked != squeezed and len(squeezed) <= 6 and looked.isascii() and looked.isdigit():
        return Figure(int(looked), raw, State.INFERRED, f"“{raw}”疑为数字{int(looked)}的误写或误识")
    return None


def _worded(raw: str, squeezed: str) -> Figure | None:
    """A number with a unit or a note beside it."""
    if match := _UNIT.fullmatch(squeezed):
        value = _number(match[1])
        if match[2] and match[3] != "元":
            value = value * _TEN_THOUSAND
            value = int(value) if value == int(value) else value
    elif match := _NOTED.fullmatch(squeezed):
        value = _number(match[1])
    else:
        return None
    return Figure(value, raw, State.INFERRED, f"单元格里除数字外还有文字“{squeezed}”，读作{value}")


def _number(text: str) -> Number:
    return Decimal(text) if "." in text else int(text)
