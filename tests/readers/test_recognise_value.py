"""What stands in a cell of figures: numbers in many spellings, notes, dashes, blanks and words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.readers.recognise.value import figure, is_figure
from gongkai.report.cell import Number, State

PLAIN = {"0": 0, "7": 7, "14069": 14069, " 12 ": 12, "-3": -3, "+3": 3, "7730.28": Decimal("7730.28"),
         "0.00": Decimal("0.00"), "007": 7}  # fmt: skip

INFERRED: dict[str, Number] = {
    "１２": 12,
    "７７３０．２８": Decimal("7730.28"),
    "－４": -4,
    "1 4": 14,
    "1\n4": 14,
    "1　4": 14,
    "1,234": 1234,
    "1，234": 1234,
    "12,345,678": 12345678,
    "1,234.50": Decimal("1234.50"),
    "12件": 12,
    "12 件": 12,
    "3宗": 3,
    "0件次": 0,
    "22（其中修订16件）": 22,
    "22(其中修订16件)": 22,
    "22\n（其中修订16件）": 22,
    "22件（其中：修订16件）": 22,
    "5【含上年2件】": 5,
    "0（无）": 0,
    "O": 0,
    "o": 0,
    "〇": 0,
    "○": 0,
    "零": 0,
    "l": 1,
    "1O": 10,
    "0.": 0,
    "0。": 0,
    "3;": 3,
    "1.2万元": Decimal("1.2"),
    "1.2万": 12000,
    "3万件": 30000,
}

BLANK = [
    "",
    " ",
    "　",
    "\n",
    "/",
    "／",
    "-",
    "－",
    "—",
    "——",
    "— —",
    "--",
    "―",
    "–",
    "\\",
    "无",
    "无 ",
    "~",
    "*",
    "N/A",
]

WORDS = ["规章", "（一）予以公开", "①", "第1项", "2023年", "见附件", "1.属于国家秘密", "（一）", "1.", "12.5.3", "3-5",
         "3/5", "1" * 16, "x" * 5000, "1" * 5000, "三、"]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text: str) -> None:
    found = figure(text)
    assert found is not None
    assert (found.value, found.state, found.why) == (PLAIN[text], State.PLAIN, "")
    assert type(found.value) is type(PLAIN[text])


@pytest.mark.parametrize("text", INFERRED)
def test_inferred_with_a_reason(text: str) -> None:
    found = figure(text)
    assert found is not None
    assert (found.value, found.state) == (INFERRED[text], State.INFERRED)
    assert found.raw == text.strip()
    assert found.why
    assert is_figure(text)


@pytest.mark.parametrize("text", BLANK)
def test_blank_is_not_zero(text: str) -> None:
    found = figure(text)
    assert found is not None
    assert (found.value, found.state) == (None, State.BLANK)
    assert found.why
    assert is_figure(text) == bool(text.strip())


@pytest.mark.parametrize("text", WORDS)
def test_words_are_no_figures(text: str) -> None:
    assert figure(text) is None
    assert not is_figure(text)


def test_several_figures_in_a_cell_are_not_run_together() -> None:
    found = figure("0 0")
    assert found is not None
    assert (found.value, found.state) == (None, State.MISSING)
    assert "0 0" in found.why


@given(st.text())
def test_nothing_raises(text: str) -> None:
    found = figure(text)
    assert found is None or (found.value is None) == (found.state in (State.BLANK, State.MISSING))


@given(st.integers(0, 10**9))
def test_every_count(value: int) -> None:
    for text in (str(value), f"{value:,}", f" {value} 件", f"{value}（其中上年{value}件）"):
        found = figure(text)
        assert found is not None
        assert found.value == value
