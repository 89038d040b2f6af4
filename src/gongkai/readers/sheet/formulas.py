"""Formulas whose result was not saved: sums and differences of cells, which is all a filling template needs.

A template that was never opened in a spreadsheet program has no results in it; see ``compute``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from gongkai.readers.sheet.names import Area, area, position

__all__ = ["NotSimple", "compute"]

_TOKEN = re.compile(
    r"\s*(SUM\(|\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[-+(),])\s*", re.IGNORECASE
)
_MAX_LENGTH = 8192
_MAX_DEPTH = 20
_LARGEST = Decimal(10) ** 28

Cells = Callable[[Area], Iterable[Decimal | str | None]]
"""The values in an area that are there at all, in any order: a number, a text, or None for a blank."""


class NotSimple(Exception):
    """The formula is not one of sums and differences, or what it refers to has no value."""


def compute(formula: str, cells: Cells) -> Decimal:
    """The value of ``SUM(A1:B2,C3)+D4-(E5+1)``, with or without ``=``. As in a spreadsheet, SUM passes over blanks
    and text, while + and - take a blank as 0 and fail on text. Raises NotSimple.
    """
    text = formula.strip().removeprefix("=")
    if len(text) > _MAX_LENGTH:
        raise NotSimple
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotSimple
        tokens.append(match[1].upper())
        at = match.end()
    reader = _Reader(tokens, cells)
    value = reader.expression(0)
    if reader.peek() or abs(value) > _LARGEST:
        raise NotSimple
    return value


class _Reader:
    def __init__(self, tokens: list[str], cells: Cells) -> None:
        self._tokens, self._at, self._cells = tokens, 0, cells

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self.peek()
        self._at += 1
        return token

    def expression(self, depth: int) -> Decimal:
        if depth > _MAX_DEPTH:
            raise NotSimple
        total = self._signed(depth)
        while self.peek() in {"+", "-"}:
            total = total + self._signed(depth) if self._next() == "+" else total - self._signed(depth)
        return total

    def _signed(self, depth: int) -> Decimal:
        negative = False
        while self.peek() in {"+", "-"}:
            negative ^= self._next() == "-"
        value = self._term(depth)
        return -value if negative else value

    def _term(self, depth: int) -> Decimal:
        token = self._next()
        if token == "(":
            value = self.expression(depth + 1)
            self._expect(")")
            return value
        if token == "SUM(":
            total = self._argument(depth)
            while self.peek() == ",":
                self._next()
                total += self._argument(depth)
            self._expect(")")
            return total
        if token[:1].isdigit() and len(token) < 30:
            return Decimal(token)
        return self._cell(token)

    def _argument(self, depth: int) -> Decimal:
        """One argument of SUM: an area whose blanks and texts do not count, or an expression."""
        place = area(self.peek())
        following = self._tokens[self._at + 1 : self._at + 2]
        if place is not None and following in ([","], [")"]):
            self._next()
            return sum((value for value in self._cells(place) if isinstance(value, Decimal)), Decimal())
        return self.expression(depth + 1)

    def _cell(self, token: str) -> Decimal:
        place = position(token)
        if place is None:
            raise NotSimple
        values = list(self._cells((*place, *place)))
        value = values[0] if values else None
        if isinstance(value, str):
            raise NotSimple
        return value or Decimal()

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise NotSimple
