"""Numbers as Word shows them in lists: w:numFmt (ISO 29500-1 §17.18.59) → text."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["ordinal"]

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _by_digit(number: int, digits: str) -> str:
    return "".join(digits[int(figure)] for figure in str(number))


def _counting(number: int, digits: str = _DIGITS, units: str = "十百千万", zero: str = "零") -> str:
    """Words as they are read: 十一, 一百零五."""
    if number == 0:
        return zero
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        rest = _counting(low, digits, units, zero) if low else ""
        return _counting(high, digits, units, zero) + units[3] + (zero if 0 < low < 1000 else "") + rest
    words, gap = "", False
    for place, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
        figure = number // place % 10
        if figure:
            words += (zero if gap else "") + digits[figure] + unit
            gap = False
        else:
            gap = bool(words)
    return words


def _spoken(number: int) -> str:
    words = _counting(number)
    return words.removeprefix("一") if 10 <= number < 20 else words


def _short(number: int) -> str:
    """Words below a hundred, figure by figure above, as Word does for chineseCounting."""
    return _spoken(number) if number < 100 else _by_digit(number, _DIGITS)


def _letters(number: int) -> str:
    # Word repeats the letter after z: aa, bb …
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    words = ""
    for worth, letters in _ROMAN:
        words += letters * (number // worth)
        number %= worth
    return words


def _cycle(letters: str) -> Callable[[int], str]:
    return lambda number: letters[(number - 1) % len(letters)] if number else ""


def _enclosed(first: str, last: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= last else str(number)


def _circled(number: int) -> str:
    if number <= 20:
        return _enclosed("①", 20)(number)
    return chr(0x3251 + number - 21) if number <= 35 else chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _full_width(number: int) -> str:
    return _by_digit(number, "０１２３４５６７８９")


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _short,
    "chineseCountingThousand": _spoken,
    "taiwaneseCounting": _short,
    "taiwaneseCountingThousand": _spoken,
    "japaneseCounting": _spoken,
    "ideographDigital": lambda number: _by_digit(number, _DIGITS),
    "taiwaneseDigital": lambda number: _by_digit(number, _DIGITS),
    "japaneseDigitalTenThousand": lambda number: _by_digit(number, _DIGITS),
    "chineseLegalSimplified": lambda number: _counting(number, _FORMAL, "拾佰仟万"),
    "ideographLegalTraditional": lambda number: _counting(number, _TRADITIONAL, "拾佰仟萬"),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "numberInDash": lambda number: f"- {number} -",
}


def ordinal(number: int, number_format: str) -> str:
    """The number as that format writes it; in Arabic figures for ``decimal`` and every format not known here."""
    return _FORMATS.get(number_format, str)(number)
