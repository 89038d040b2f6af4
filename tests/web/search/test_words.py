"""Words are cut the same way twice, and hold nothing that means something to an engine."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai_web.common.words import MAX_QUERY, indexed, query_words, spans

TEXTS = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("政府信息公开年度报告县局〔〕[]0123号")), max_size=200
)


@given(TEXTS)
def test_words_are_letters_and_digits(text: str) -> None:
    for word in [*query_words(text), *indexed(text).split()]:
        assert re.fullmatch(r"[0-9a-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{1,40}", word)
    assert len(query_words(text)) <= 16


@given(TEXTS.filter(lambda text: len(text) <= MAX_QUERY))
def test_a_text_is_found_by_itself(text: str) -> None:
    assert set(query_words(text)) <= set(indexed(text).split())


def test_half_a_character_stops_nothing() -> None:
    assert "公开" in indexed("公开\ud800指南").split()
    assert query_words("公开\udfff") == ["公开"]


@given(TEXTS, TEXTS)
def test_marks_stay_in_the_text(text: str, query: str) -> None:
    found = spans(text, query_words(query))
    assert all(0 <= start < stop <= len(text) for start, stop in found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    "written",
    [
        "国办发〔2021〕30号",
        "国办发[2021]30号",
        "国办发（2021）30号",
        "国办发【2021】第30号",
        "国办发〔２０２１〕３０号",
        "2021年第30号",
    ],
)
def test_document_numbers_however_they_are_written(written: str) -> None:
    assert "2021x30" in query_words(written)
    assert "2021x30" in indexed(f"根据{written}文件").split()


def test_common_words_are_left_out_unless_they_are_all() -> None:
    assert query_words("养老的补贴") == ["养老", "补贴"]
    assert query_words("的") == ["的"]
    assert query_words("，。！？😀") == []


def test_spans_are_found_through_width_and_case() -> None:
    text = "ＦＵＬＬ表格"
    assert spans(text, query_words("full 表格")) == [(0, 6)]
    assert spans("按国办发〔2021〕30号", query_words("〔2021〕30号"))[-1] == (4, 13)
