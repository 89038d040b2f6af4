"""Zip containers: limits, damage, and XML that tries to do more than hold text."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_PARTS
from tests.readers.word_file import packed


def container(**parts: str | bytes) -> Container:
    return Container(packed(dict(parts)), "docx")


def declared(data: bytes, size: int) -> bytes:
    """The same zip of one entry, which says that it unpacks to ``size`` bytes."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def reason(data: bytes, part: str | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        Container(data, "docx").read(part or "")
    assert "\n" not in caught.value.reason
    return caught.value.reason


def test_parts_are_found_without_regard_to_case_or_slashes() -> None:
    found = Container(packed({"Word\\Document.xml": b"<a/>"}), "docx")
    assert "/word/document.xml" in found
    assert found.read("word/document.xml") == b"<a/>"
    assert list(found.names()) == ["word/document.xml"]


def test_what_is_no_sound_zip() -> None:
    whole = packed({"a": b"x" * 1000})
    assert reason(b"") == "文件是空的"
    assert "不是 docx" in reason(b"\x89PNG....")
    assert "损坏" in reason(whole[:-30])
    assert "损坏" in reason(b"PK\x03\x04")
    assert "损坏" in reason(whole.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "a")
    assert reason(whole, "b") == "docx 文件不完整：缺少 b"
    assert "上限" in reason(b"PK" + bytes(64 * 2**20))


def test_an_encrypted_entry() -> None:
    data = bytearray(packed({"a": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "加密" in reason(bytes(data))


def test_too_many_parts() -> None:
    assert str(MAX_PARTS) in reason(packed({str(number): b"" for number in range(MAX_PARTS + 1)}))


class TestBombs:
    def test_the_declared_size_of_all_parts(self) -> None:
        assert "炸弹" in reason(declared(packed({"a": b"x"}), 200 * 2**20))

    def test_the_size_of_one_part(self) -> None:
        assert "48 MB" in reason(packed({"a": bytes(49 * 2**20)}), "a")

    def test_the_ratio_of_a_part(self) -> None:
        assert "压缩比" in reason(packed({"a": bytes(3 * 2**20)}), "a")
        assert len(Container(packed({"a": bytes(2**20)}), "docx").read("a")) == 2**20

    @pytest.mark.parametrize("size", [10, 5000])
    def test_a_part_that_lies_about_its_size(self, size: int) -> None:
        assert "损坏" in reason(declared(packed({"a": bytes(1000)}), size), "a")

    def test_reading_again_and_again_comes_to_an_end(self) -> None:
        found = Container(packed({"a": bytes(40 * 2**20)}, method=zipfile.ZIP_STORED), "docx")
        for _ in range(3):
            found.read("a")
        with pytest.raises(Unreadable, match="解压后超过"):
            found.read("a")

    def test_other_methods_than_those_of_the_format(self) -> None:
        assert "压缩方法" in reason(packed({"a": b"x"}, method=zipfile.ZIP_BZIP2), "a")


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (LAUGHS, "DOCTYPE"),
        (LAUGHS.encode("utf-16"), "DOCTYPE"),
        ('<?xml version="1.0" encoding="utf-32-le"?>'.encode("utf-32-le") + LAUGHS.encode("utf-32-le"), "DOCTYPE|XML"),
        ('<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', "DOCTYPE"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "XML"),
        ("<a>" * 201 + "</a>" * 201, "嵌套"),
        ("<a>&b;</a>", "XML"),
        ("<a", "XML"),
        ("", "XML"),
        (b"\xff\xfe\x00", "XML"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_xml_that_is_refused(xml: str | bytes, expected: str, stream: bool) -> None:
    found = container(a=xml)
    with pytest.raises(Unreadable, match=expected):
        list(found.stream("a", ("x",)) if stream else found.xml("a"))


def test_a_tree_of_the_largest_depth_is_read() -> None:
    assert container(a="<a>" * 200 + "</a>" * 200).xml("a").tag == "a"


def test_a_stream_gives_each_wanted_element_whole_and_forgets_the_rest() -> None:
    rows = "".join(f"<noise><n/></noise><row><c>{number}</c></row>" for number in range(20_000))
    seen = [element.findtext("c") for element in container(a=f"<s><d>{rows}</d><end/></s>").stream("a", ("row", "end"))]
    assert seen == [*map(str, range(20_000)), None]


@given(st.binary(max_size=400), st.integers(0, 300))
def test_no_bytes_do_anything_but_raise_unreadable(noise: bytes, at: int) -> None:
    whole = packed({"a": "<a>文</a>", "b": b"x" * 50})
    data = whole[:at] + noise + whole[at + len(noise) :]
    try:
        found = Container(data, "docx")
        for name in found.names():
            found.xml(name)
    except Unreadable:
        pass


def test_a_zip_within_a_zip_is_no_matter() -> None:
    inner = packed({str(number): b"" for number in range(100)})
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as outer:
        outer.writestr("inner.zip", inner)
    assert Container(buffer.getvalue(), "docx").read("inner.zip") == inner
