"""Masks hide enough of what is short, too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai_web.common.masks import mask_address, mask_identity, mask_name, mask_phone


@pytest.mark.parametrize(
    ("address", "shown"),
    [("云岭省青川市清溪县测试路1号", "云岭省青川市********"), ("测试路12号", "测试路***"), ("村", "*"), ("", "")],
)
def test_an_address_keeps_its_region(address: str, shown: str) -> None:
    assert mask_address(address) == shown


@given(st.text(alphabet="测试路号0123456789", min_size=1))
def test_at_least_half_of_an_address_is_hidden(address: str) -> None:
    assert mask_address(address).count("*") * 2 >= len(address)


def test_numbers_and_names() -> None:
    assert mask_phone("13800001234") == "138****1234"
    assert mask_identity("990101199001011234") == "990" + "*" * 14 + "4"
    assert mask_name("测试申请人") == "测****"
