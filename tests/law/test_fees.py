"""The information-processing fee by its worked examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.fees import by_pages, by_pieces, not_chargeable, of_month, piece_price, pieces_fee
from tests.law.case_files import cases


@pytest.mark.parametrize("case", cases("fees", "pieces"))
def test_by_pieces(case: dict[str, Any]) -> None:
    fee = by_pieces(case["count"])
    assert (fee.yuan, fee.unit, fee.clause) == (case["yuan"], "件", case["clause"])
    assert pieces_fee(case["count"]) == case["yuan"]
    if "price" in case:
        assert piece_price(case["count"]) == case["price"]
        assert fee.lines[-1].price == case["price"]


@pytest.mark.parametrize("case", cases("fees", "pages"))
def test_by_pages(case: dict[str, Any]) -> None:
    fee = by_pages(case["count"])
    assert (fee.yuan, fee.unit, fee.clause) == (case["yuan"], "页", case["clause"])


@pytest.mark.parametrize("case", cases("fees", "further"))
def test_further_pieces_of_the_month(case: dict[str, Any]) -> None:
    assert by_pieces(case["count"], case["already"]).yuan == case["yuan"]


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_month_adds_up(first: int, second: int) -> None:
    together = by_pieces(first + second)
    assert by_pieces(first).yuan + by_pieces(second, first).yuan == together.yuan
    assert together.yuan == sum(piece_price(number) for number in range(1, first + second + 1))
    assert sum(line.count for line in together.lines) == first + second
    assert all(line.yuan == line.count * line.price for line in together.lines)
    assert all(line.count == line.last - line.first + 1 for line in together.lines)
    assert [line.first for line in together.lines[1:]] == [line.last + 1 for line in together.lines[:-1]]


@given(st.integers(0, 2000))
def test_each_page_costs_what_its_tier_says(count: int) -> None:
    price = [0 if n <= 30 else 10 if n <= 100 else 20 if n <= 200 else 40 for n in range(1, count + 1)]
    fee = by_pages(count)
    assert fee.yuan == sum(price)
    assert sum(line.count for line in fee.lines) == count
    assert all(line.count == line.last - line.first + 1 for line in fee.lines)


def test_a_line_a_tier() -> None:
    assert [(line.first, line.last) for line in by_pieces(45).lines] == [(1, 10), (11, 30), (31, 40), (41, 45)]
    assert [(line.first, line.last) for line in by_pages(250).lines] == [(1, 30), (31, 100), (101, 200), (201, 250)]


def test_explained() -> None:
    assert by_pieces(12).explain() == [
        "第1至10件：10件，不收费",
        "第11至12件：2件×100元＝200元",
        "合计200元，依据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）第四条",
    ]
    assert by_pages(31).explain()[1:] == [
        "第31至31页：1页×10元＝10元",
        "合计10元，依据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）第五条",
    ]


def test_only_the_month_counts() -> None:
    received = [date(2024, 3, 1)] * 11 + [date(2024, 4, 1), date(2024, 2, 29), date(2023, 3, 1)]
    assert of_month(received, 2024, 3) == by_pieces(11)
    assert of_month(received, 2024, 2).yuan == 0
    assert of_month([], 2024, 2) == by_pieces(0)


def test_what_may_not_be_charged() -> None:
    assert (
        not_chargeable("D1", "pages")
        == "已经主动公开、只告知获取方式和途径的，不得按量收费（国办函〔2020〕109号第五条）"
    )
    assert not_chargeable("D1", "pieces") is None
    assert not_chargeable("D2", "pages") is None


def test_wrong_numbers() -> None:
    for call, says in (
        (lambda: piece_price(0), "件数应当是正整数"),
        (lambda: by_pieces(-1), "件数不能是负数"),
        (lambda: by_pieces(1, -1), "件数不能是负数"),
        (lambda: by_pages(-1), "页数不能是负数"),
    ):
        with pytest.raises(ValueError, match=f"^{says}$"):
            call()
