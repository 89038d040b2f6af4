"""Formulas whose result was not saved, as in a filling template that no spreadsheet program has opened yet.

Only what such a template needs: sums and differences, SUM, COUNT and IF, comparing, joining text, other sheets.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from gongkai.readers.sheet.names import Area, area
from gongkai.readers.sheet.values import plain

__all__ = ["NotSimple", "Value", "compute"]

Value = Decimal | str | bool | None
"""A number, a text, a truth, or None for a blank."""
Cells = Callable[[str | None, Area], Iterable[Value]]
"""The values in an area of the sheet of that name (None: the formula's own) that are there at all, in any order."""

_ADDRESS = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<function>[A-Z]+)\(
      | (?P<place>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?{_ADDRESS}(?::{_ADDRESS})?)(?!\w)
      | (?P<number>[0-9]{{1,28}}(?:\.[0-9]{{1,28}})?)
      | (?P<text>"(?:[^"]|"")*")
      | (?P<mark><>|<=|>=|[-+&=<>(),])
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPARE: dict[str, Callable[[Decimal | str, Decimal | str], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_MAX_LENGTH = 8192
_MAX_DEPTH = 20
_LARGEST = Decimal(10) ** 28


class NotSimple(Exception):
    """The formula has more in it than is known here, or what it refers to has no value."""


def compute(formula: str, cells: Cells) -> Value:
    """The value of a formula, with or without ``=``. As in a spreadsheet, SUM and COUNT pass over blanks and text,
    while + and - take a blank as 0 and fail on text. Raises NotSimple.
    """
    text = formula.strip().removeprefix("=")
    if len(text) > _MAX_LENGTH:
        raise NotSimple
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise NotSimple
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    reader = _Reader(tokens, cells)
    value = reader.comparison(0)
    if not reader.ended() or (isinstance(value, Decimal) and abs(value) > _LARGEST):
        raise NotSimple
    return value


class _Reader:
    """Reads an expression by descent; ``depth`` counts brackets."""

    def __init__(self, tokens: list[tuple[str, str]], cells: Cells) -> None:
        self._tokens, self._at, self._cells = [*tokens, ("end", "")], 0, cells

    def ended(self) -> bool:
        return self._tokens[self._at][0] == "end"

    def comparison(self, depth: int) -> Value:
        if depth > _MAX_DEPTH:
            raise NotSimple
        left = self._joined(depth)
        mark = self._mark(*_COMPARE)
        if not mark:
            return left
        right = self._joined(depth)
        if isinstance(left, str) or isinstance(right, str):
            left, right = "" if left is None else left, "" if right is None else right
            if not (isinstance(left, str) and isinstance(right, str)):
                raise NotSimple
            return _COMPARE[mark](left.casefold(), right.casefold())
        return _COMPARE[mark](_number(left), _number(right))

    def _joined(self, depth: int) -> Value:
        value = self._sum(depth)
        while self._mark("&"):
            value = _words(value) + _words(self._sum(depth))
        return value

    def _sum(self, depth: int) -> Value:
        value = self._signed(depth)
        while mark := self._mark("+", "-"):
            right = _number(self._signed(depth))
            value = _number(value) + (right if mark == "+" else -right)
        return value

    def _signed(self, depth: int) -> Value:
        sign = 0
        while mark := self._mark("+", "-"):
            sign = (sign or 1) * (1 if mark == "+" else -1)
        value = self._term(depth)
        return sign * _number(value) if sign else value

    def _term(self, depth: int) -> Value:
        kind, token = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return Decimal(token)
        if kind == "text":
            return token[1:-1].replace('""', '"')
        if kind == "place":
            values = list(self._values(token, single=True))
            return values[0] if values else None
        if kind == "function":
            return self._function(token.upper(), depth + 1)
        if token != "(":
            raise NotSimple
        value = self.comparison(depth + 1)
        self._expect(")")
        return value

    def _function(self, name: str, depth: int) -> Value:
        if name in {"SUM", "COUNT"}:
            numbers = self._numbers(depth)
            return sum(numbers, Decimal()) if name == "SUM" else Decimal(len(numbers))
        if name != "IF":
            raise NotSimple
        condition = self.comparison(depth)
        self._expect(",")
        yes = self.comparison(depth)
        no = self.comparison(depth) if self._mark(",") else False
        self._expect(")")
        return yes if (condition if isinstance(condition, bool) else _number(condition) != 0) else no

    def _numbers(self, depth: int) -> list[Decimal]:
        """The numbers among the arguments up to the closing bracket; text and blanks of areas do not count."""
        found: list[Decimal] = []
        while True:
            kind, token = self._tokens[self._at]
            if kind == "place" and self._tokens[self._at + 1][1] in {",", ")"}:
                self._at += 1
                found += [value for value in self._values(token) if isinstance(value, Decimal)]
            else:
                found.append(_number(self.comparison(depth)))
            if not self._mark(","):
                self._expect(")")
                return found

    def _values(self, token: str, *, single: bool = False) -> Iterable[Value]:
        sheet, _, address = token.rpartition("!")
        place = area(address)
        if place is None or (single and place[:2] != place[2:]):
            raise NotSimple
        name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        return self._cells(name or None, place)

    def _mark(self, *marks: str) -> str:
        """The mark that stands here, passed over, or ``""``."""
        kind, token = self._tokens[self._at]
        if kind == "mark" and token in marks:
            self._at += 1
            return token
        return ""

    def _expect(self, mark: str) -> None:
        if not self._mark(mark):
            raise NotSimple


def _number(value: Value) -> Decimal:
    if isinstance(value, str):
        raise NotSimple
    return Decimal(value or 0)


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return plain(value) if isinstance(value, Decimal) else value or ""
