"""The information-processing fee, 信息处理费: by pieces or by pages, progressive, with its derivation.

Source: 国办函〔2020〕109号 (FEE2020). Only where number or frequency is clearly excessive (REG2019/42); the organ picks
one standard for an application, never both (FEE2020/3); whether it charges at all is its own decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.law.clauses import clause

__all__ = ["Fee", "FeeLine", "by_pages", "by_pieces", "not_chargeable", "of_month", "piece_price", "pieces_fee"]

_PIECES_FREE, _PIECES_FIRST, _PIECES_STEP, _PIECE_YUAN = 10, 30, 10, 100
_PAGE_TIERS: tuple[tuple[int, int | None, int], ...] = ((1, 30, 0), (31, 100, 10), (101, 200, 20), (201, None, 40))


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A tier: from which piece or page to which, how many of them, the price of each and what they make, in yuan."""

    first: int
    last: int
    count: int
    price: int
    yuan: int


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid, in yuan, and how it comes about. ``unit`` is 件 or 页."""

    unit: Literal["件", "页"]
    yuan: int
    lines: tuple[FeeLine, ...]
    clause: str

    def explain(self) -> list[str]:
        """The derivation in Chinese, a line a tier, with the clause in the last."""
        told = [
            f"第{line.first}至{line.last}{self.unit}：{line.count}{self.unit}×{line.price}元＝{line.yuan}元"
            if line.price
            else f"第{line.first}至{line.last}{self.unit}：{line.count}{self.unit}，不收费"
            for line in self.lines
        ]
        return [*told, f"合计{self.yuan}元，依据{clause(self.clause).citation}"]


def piece_price(number: int) -> int:
    """The price in yuan of the ``number``-th application of one applicant in a calendar month. Raises ValueError."""
    if number < 1:
        raise ValueError("件数应当是正整数")
    if number <= _PIECES_FREE:
        return 0
    if number <= _PIECES_FIRST:
        return _PIECE_YUAN
    return _PIECE_YUAN * (2 + (number - _PIECES_FIRST - 1) // _PIECES_STEP)


def by_pieces(count: int, already: int = 0) -> Fee:
    """The fee for ``count`` applications of one applicant in a calendar month after ``already`` earlier ones.

    Applications of a month add up whatever their replies (FEE2020/4). Raises ValueError for negative numbers.
    """
    if count < 0 or already < 0:
        raise ValueError("件数不能是负数")
    lines: list[FeeLine] = []
    number, last = already + 1, already + count
    while number <= last:
        price = piece_price(number)
        end = min(last, _end_of_tier(number))
        size = end - number + 1
        lines.append(FeeLine(number, end, size, price, size * price))
        number = end + 1
    return Fee("件", sum(line.yuan for line in lines), tuple(lines), "FEE2020/4")


def _end_of_tier(number: int) -> int:
    if number <= _PIECES_FREE:
        return _PIECES_FREE
    if number <= _PIECES_FIRST:
        return _PIECES_FIRST
    return _PIECES_FIRST + -(-(number - _PIECES_FIRST) // _PIECES_STEP) * _PIECES_STEP


def pieces_fee(number: int) -> int:
    """What all applications of a month up to the ``number``-th cost together, in yuan."""
    return by_pieces(number).yuan


def of_month(received: Iterable[date], year: int, month: int) -> Fee:
    """The fee for those of one applicant's applications that were received in a calendar month (FEE2020/4)."""
    return by_pieces(sum((day.year, day.month) == (year, month) for day in received))


def by_pages(count: int) -> Fee:
    """The fee for ``count`` pages of one application; pages of several do not add up. Raises ValueError if negative."""
    if count < 0:
        raise ValueError("页数不能是负数")
    lines = []
    for first, last, price in _PAGE_TIERS:
        if count < first:
            break
        end = count if last is None else min(count, last)
        size = end - first + 1
        lines.append(FeeLine(first, end, size, price, size * price))
    return Fee("页", sum(line.yuan for line in lines), tuple(lines), "FEE2020/5")


def not_chargeable(outcome_id: str, standard: Literal["pieces", "pages"]) -> str | None:
    """Why a reply may not be charged for by this standard, in Chinese; None where it may."""
    if standard == "pages" and outcome_id == "D1":
        return "已经主动公开、只告知获取方式和途径的，不得按量收费（国办函〔2020〕109号第五条）"
    return None
