from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from gongkai.readers import KINDS, identify, kind_of
from gongkai.readers.errors import Unreadable
from gongkai.readers.kinds import ENDINGS
from gongkai.readers.report import read_report_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def packed(*names: str, comment: bytes = b"") -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.comment = comment
        for name in names:
            container.writestr(name, b"application/vnd.oasis.opendocument.text" if name == "mimetype" else b"x")
    return buffer.getvalue()


def ole(stream: str) -> bytes:
    return OLE + "Root Entry".encode("utf-16-le") + bytes(44) + stream.encode("utf-16-le") + bytes(100)


CONTENTS = {
    "docx": packed("[Content_Types].xml", "word/document.xml"),
    "xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "ppt": packed("[Content_Types].xml", "ppt/presentation.xml"),
    "ofd": packed("OFD.xml", "Doc_0/Document.xml"),
    "odt": packed("mimetype", "content.xml"),
    "archive": packed("年报.docx", "附件/word.txt"),
    "doc": ole("WordDocument"),
    "xls": ole("Workbook"),
    "encrypted": ole("EncryptedPackage"),
    "ole": ole("__properties_version1.0"),
    "pdf": b"\n%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "rtf": b"{\\rtf1\\ansi",
    "image": b"\xff\xd8\xff\xe0" + bytes(100),
    "picture": b"GIF89a" + bytes(100),
    "html": "<!DOCTYPE html><html><body>甲</body></html>".encode(),
    "text": "一、总体情况\n<http://www.example.gov.cn/>\n".encode(),
    "json": b'{\n "format": "2021"}',
    "flat": b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
    "xml": b'<?xml version="1.0"?><data/>',
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_content_tells_the_kind(kind: str) -> None:
    assert kind_of(CONTENTS[kind]).id == kind


@pytest.mark.parametrize("kind", CONTENTS)
def test_each_kind_may_have_its_endings_an_unknown_one_or_none(kind: str) -> None:
    for ending in KINDS[kind].endings:
        assert identify(CONTENTS[kind], f"年报.{ending.upper()}").id == kind
    for name in ("", "年报", ".hidden", "年报.2023", "2023年1.5版", "年报.tmp"):
        assert identify(CONTENTS[kind], name).id == kind


@pytest.mark.parametrize("kind", CONTENTS)
def test_an_ending_that_contradicts_the_content_is_refused_naming_both(kind: str) -> None:
    for ending in sorted(ENDINGS - set(KINDS[kind].endings)):
        with pytest.raises(Unreadable) as caught:
            identify(CONTENTS[kind], f"年报.{ending}")
        assert caught.value.reason == f"内容是{KINDS[kind].name}，扩展名却是 .{ending}"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("<html><body>甲".encode("utf-16"), "html"),
        ("\ufeff  <table><tr><td>甲".encode(), "html"),
        ("<!-- 注 -->\n<P class=x>甲".encode("gbk"), "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=x\n\n--x", "html"),
        (b"From: <Saved by WPS>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ("# 年报\n<table><tr><td>1</td></tr></table>".encode(), "text"),
        ("{一}总体情况".encode(), "text"),
        ("[bookmark: _GoBack]本报告".encode(), "text"),
        (("甲" * 70_000).encode("gbk"), "text"),
        (("甲" * 70_000).encode("utf-16"), "text"),
        (packed("word/document.xml", comment=b"%PDF-1.4 <html>"), "docx"),
        (packed("word\\document.xml"), "docx"),
    ],
)
def test_less_plain_contents(data: bytes, kind: str) -> None:
    assert kind_of(data).id == kind


@pytest.mark.parametrize("data", [CONTENTS["docx"][:-30], b"PK\x03\x04" + bytes(500), OLE])
def test_a_truncated_container_says_so(data: bytes) -> None:
    with pytest.raises(Unreadable, match="不完整"):
        kind_of(data)


def test_a_container_of_too_many_parts_is_not_opened() -> None:
    with pytest.raises(Unreadable, match="超过上限"):
        kind_of(b"PK\x03\x04" + b"PK\x01\x02" * 5001)


def test_rtf_is_not_taken_for_report_data() -> None:
    with pytest.raises(Unreadable) as caught:
        read_report_bytes(b"{\\rtf1", "年报.txt")
    assert caught.value.reason == "内容是RTF 文档，扩展名却是 .txt"


def test_nothing() -> None:
    with pytest.raises(Unreadable, match="空的"):
        kind_of(b"")
