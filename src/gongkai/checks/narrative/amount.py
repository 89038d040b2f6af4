"""Numbers with their units in Chinese prose, as the ranges they are: 76条, １万多篇, 一百二十余件, 近30次."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

__all__ = ["COUNTS", "Amount", "amounts", "squeezed"]

COUNTS = frozenset({"条次", "件次", "条", "件", "篇", "份", "宗", "起", "例", "封", "个", "项", "次", "期", "部", "场"})
"""Units of things that are counted; 元 is money (3.5万元 is read as 35000 元), % is a ratio."""

_WIDTH = str.maketrans("０１２３４５６７８９．％，", "0123456789.%，")
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_AMOUNT = re.compile(
    r"(?P<before>近|约|大约|将近|接近|逾|超过|超|不少于|至少|多达|不足|不到|未满|不满|上(?=[百千万]))?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![第之])(?<![数几](?=[十百千]))[一二两三四五六七八九十百千零〇]+)"
    r"(?P<more>余|多|来)?(?P<times>[百千万亿])?(?P<more2>余|多)?"
    r"(?P<unit>条次|件次|人次|个百分点|条(?!例)|件|篇|份|宗|封|起|例(?!行)|个|项|次(?!日)|期(?!限|间)|部(?!门|分|署)|场(?!所)|家|人|元|页|%)"
    r"(?P<after>左右|上下|以上|以下|以内)?"
)
_OFF = Decimal("0.1")
"""近100 and 约100 are off by a tenth at most, 近5 and 约5 by one."""
_SURE_HAN_UNITS = frozenset({"条", "件", "篇", "份", "宗", "起"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in prose: the values it may mean (``low`` to ``high``, both included), its unit and its words.

    ``high`` is None for an open range (30件以上). ``step`` is what its last figure counts: 100 for 3.52万.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: str
    text: str
    step: Decimal = Decimal(1)

    @property
    def exact(self) -> bool:
        """True for a number without 余, 多, 约 and the like."""
        return self.low == self.high

    def may_be(self, value: Decimal | int) -> bool:
        """True when the number can mean this value."""
        return self.low <= value and (self.high is None or value <= self.high)

    def meets(self, low: Decimal, high: Decimal | None) -> bool:
        """True when the number can mean some value of this range."""
        return (high is None or self.low <= high) and (self.high is None or low <= self.high)


@lru_cache(maxsize=512)
def squeezed(text: str) -> str:
    """The text without white space and with half-width figures: the form in which prose is searched."""
    return "".join(text.split()).translate(_WIDTH)


@lru_cache(maxsize=512)
def amounts(text: str) -> tuple[Amount, ...]:
    """All numbers with a unit in a squeezed text, in order. Ordinals (第三次), dates and rhetoric (一件件) are none."""
    found = []
    for match in _AMOUNT.finditer(text):
        start = match.start()
        if start and (text[start - 1] in "第之.-—〔" or (text[start - 1].isascii() and text[start - 1].isalnum())):
            continue
        amount = _amount(match)
        if amount is not None:
            found.append(amount)
    return tuple(found)


def _amount(match: re.Match[str]) -> Amount | None:
    digits, unit = match["number"], match["unit"]
    if digits[0].isascii():
        value = Decimal(digits.replace(",", ""))
    else:
        if unit not in _SURE_HAN_UNITS:
            return None
        value = Decimal(_from_han(digits))
    times = _TIMES[match["times"] or ""]
    step = _step(digits, value) * times
    value *= times
    low: Decimal = value
    high: Decimal | None = value
    if match["more"] or match["more2"]:
        # 31339余条 is 余 out of habit: no round number that the rest could be added to
        low, high = value + (1 if step > 1 and times == 1 else 0), value + step - (1 if step > 1 else 0)
    before, after = match["before"], match["after"]
    nearly = max(min(step, Decimal(1)), value * _OFF)
    if before in ("近", "将近", "接近"):
        low, high = value - nearly, value
    elif before in ("约", "大约") or after in ("左右", "上下"):
        low, high = value - nearly, value + nearly
    elif before in ("逾", "超过", "超", "不少于", "至少", "多达", "上") or after == "以上":
        high = None
    elif before in ("不足", "不到", "未满", "不满"):
        low, high = Decimal(0), max(value - min(step, Decimal(1)), Decimal(0))
    elif after in ("以下", "以内"):
        low = Decimal(0)
    return Amount(match.start(), match.end(), low, high, unit, match[0], step)


def _step(digits: str, value: Decimal) -> Decimal:
    """What the last figure given counts: 120 → 10, 1.2 → 0.1; 120余 lies below the next step."""
    if "." in digits:
        return Decimal(1).scaleb(-len(digits.partition(".")[2]))
    step = Decimal(1)
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _from_han(text: str) -> int:
    """The value of a Chinese numeral: 一百二十, 十二, 二〇."""
    if not any(c in _HAN_UNITS for c in text):
        return int("".join(str(_HAN[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in _HAN:
            digit = _HAN[char]
        elif (unit := _HAN_UNITS[char]) >= 10_000:
            total, section, digit = (total + section + digit) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit
