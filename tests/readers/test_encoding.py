from __future__ import annotations

import random

import pytest

from gongkai.readers import read_outline_bytes
from gongkai.readers.encoding import declared_charset, decode, decode_with_warnings, is_binary
from gongkai.readers.errors import Unreadable

TEXT = "一、总体情况\n2023年收到申请7件，办结7件（“零”结转）。\r\n"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("gb2312", "gb18030"), ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("utf-32", "utf-32-le"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 500])
def test_every_usual_encoding(written: str, told: str, times: int) -> None:
    found = decode_with_warnings((TEXT * times).encode(written))
    assert (found.text, found.encoding, found.warnings) == (TEXT * times, told, ())
    assert not is_binary((TEXT * times).encode(written))


def test_what_the_bytes_say_comes_before_what_is_declared() -> None:
    assert decode_with_warnings(TEXT.encode("utf-8"), "gb2312").encoding == "utf-8"
    assert decode_with_warnings(TEXT.encode("gbk"), "utf-8").encoding == "gb18030"
    assert decode_with_warnings("總體情況與公開".encode("big5"), "big5").text == "總體情況與公開"


def test_gbk_that_happens_to_be_valid_utf_8() -> None:
    assert decode("联通".encode("gbk")) == "联通"


def test_rare_characters_of_gb18030() -> None:
    assert decode("㑇县䶮局𠀀".encode("gb18030") + TEXT.encode("gb18030")).startswith("㑇县䶮局𠀀")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_cut_in_a_character_has_one_warning(encoding: str) -> None:
    found = decode_with_warnings(("总体情况" * 50).encode(encoding)[:-1])
    assert found.encoding == encoding
    assert found.text.startswith("总体情况" * 49)
    assert found.warnings == ("有1处文字编码损坏，无法读出，以“\ufffd”代替",)


@pytest.mark.parametrize("before", ["", "<!DOCTYPE html><p>"])
def test_the_warning_reaches_the_outline(before: str) -> None:
    outline = read_outline_bytes((before + "总体情况\n" * 50).encode()[:-2])
    assert outline.warnings == ("有1处文字编码损坏，无法读出，以“\ufffd”代替",)


def test_a_broken_byte_does_not_make_it_another_encoding() -> None:
    data = bytearray(("总体情况" * 100).encode())
    data[30] = 0xFF
    found = decode_with_warnings(bytes(data))
    assert found.encoding == "utf-8"
    assert found.text.count("总体情况") == 99
    assert len(found.warnings) == 1


def test_stray_control_characters_are_left_out_with_a_warning() -> None:
    found = decode_with_warnings((TEXT * 20 + "甲\x00乙\x07").encode())
    assert found.text == TEXT * 20 + "甲乙"
    assert found.warnings == ("略去了2个看不见的控制字符",)


@pytest.mark.parametrize(
    "data",
    [
        bytes(5000),
        random.Random(1).randbytes(5000),
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        TEXT.encode() + bytes(400),
    ],
)
def test_binary_data_is_not_text(data: bytes) -> None:
    assert is_binary(data)
    with pytest.raises(Unreadable, match="二进制"):
        decode(data)


def test_an_unknown_encoding() -> None:
    with pytest.raises(Unreadable, match="文字编码无法识别"):
        decode(bytes(range(0x80, 0x100)) * 40)


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b'<meta charset="GB2312">', "gb2312"),
        (b"<META http-equiv=Content-Type content='text/html; charset=gbk'>", "gbk"),
        (b"<?xml version='1.0' encoding='utf-8'?>", "utf-8"),
        (b"<p>charset=gbk</p>", None),
        (b"", None),
    ],
)
def test_declared_charset(data: bytes, charset: str | None) -> None:
    assert declared_charset(data) == charset
