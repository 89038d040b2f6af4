"""Files that cannot be read, each with a word of the reason that must be told."""

from __future__ import annotations

import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO

from gongkai import writers
from tests import sample_reports
from tests.readers import ofd_file
from tests.readers.word_file import packed

Maker = Callable[[], bytes]
MEGABYTE = 2**20
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "哈">{_LAUGHS}]>'


@cache
def good(kind: str) -> bytes:
    """A report as the project writes it."""
    return writers.render(sample_reports.quiet(), kind)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def docx(document: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word file with this main part."""
    return packed({**unpacked(good("docx")), "word/document.xml": document}, method=method)


def xlsx(sheet: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with this for every sheet."""
    parts: dict[str, str | bytes] = {**unpacked(good("xlsx"))}
    sheets = [name for name in parts if re.fullmatch(r"xl/worksheets/\w+\.xml", name)]
    return packed(parts | dict.fromkeys(sheets, sheet), method=method)


def ofd(content: bytes) -> bytes:
    """An OFD file of one page with this content."""
    return packed(ofd_file.parts("") | {"Doc_0/Pages/Page_0/Content.xml": content})


def pdf(*objects: str | bytes, trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        body = content.encode() if isinstance(content, str) else content
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Root 1 0 R/Size {count}{trailer}>>\n"
            f"startxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


def _stream(data: bytes) -> bytes:
    return b"<</Length %d/Filter/FlateDecode>>stream\n" % len(data) + data + b"\nendstream"


def _one_page(stream: bytes) -> bytes:
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream)


def _encrypted_pdf() -> bytes:
    key = "<" + "41" * 32 + ">"
    crypt = f"<</Filter/Standard/V 1/R 2/O{key}/U{key}/P -4>>"
    return pdf(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", crypt,
        trailer="/Encrypt 3 0 R/ID[<41><41>]",
    )  # fmt: skip


def _encrypted_zip() -> bytes:
    data = bytearray(good("docx"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + place] |= 1
    return bytes(data)


def _compound(stream: str) -> bytes:
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", stream))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(4096)


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _bomb(megabytes: int) -> bytes:
    head = f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>'.encode()
    return head + b"0" * (megabytes * MEGABYTE) + b"</w:t></w:r></w:p></w:body></w:document>"


def _word(body: str) -> bytes:
    return docx(f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'.encode(), zipfile.ZIP_STORED)


def _sheet(rows: str) -> bytes:
    return xlsx(f'<worksheet xmlns="{_S}"><sheetData>{rows}</sheetData></worksheet>'.encode(), zipfile.ZIP_STORED)


def _nested_archive() -> bytes:
    data = b"<html>"
    for level in range(2000):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    return b"MIME-Version: 1.0\n" + data


def _with_png_inside() -> bytes:
    return _png(8, 8, zlib.compress(bytes(9 * 8)))


_THOUSAND_CELLS = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>"
_THOUSAND_VALUES = "<row>" + "<c><v>0</v></c>" * 1000 + "</row>"
_WORD_LAUGHS = f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
_SHEET_LAUGHS = (
    f'<worksheet xmlns="{_S}"><sheetData><row><c t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
)
_PAGE_LAUGHS = (
    f'<ofd:Page xmlns:ofd="{ofd_file.NAMESPACE}"><ofd:Content><ofd:Layer><ofd:TextObject>'
    "<ofd:TextCode>&l9;</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
)

CASES: dict[str, tuple[Maker, str]] = {
    # encrypted
    "encrypted.docx": (lambda: _compound("EncryptedPackage"), "加密"),
    "encrypted.xlsx": (lambda: _compound("EncryptedPackage"), "加密"),
    "encrypted-parts.docx": (_encrypted_zip, "加密"),
    "encrypted.pdf": (_encrypted_pdf, "加密"),
    # truncated
    "half.docx": (lambda: good("docx")[: len(good("docx")) // 2], "不完整"),
    "half.xlsx": (lambda: good("xlsx")[: len(good("xlsx")) // 2], "不完整"),
    "half.ofd": (lambda: ofd(b"<x/>")[:-100], "不完整"),
    "half.pdf": (lambda: good("pdf")[:2000], "损坏|没有页面"),
    "half.json": (lambda: good("json")[: len(good("json")) // 2], "JSON"),
    "half.png": (lambda: _with_png_inside()[:40], "图片"),
    "half.doc": (lambda: _compound("WordDocument")[:520], "不完整"),
    "half.docx-without-a-part.docx": (lambda: packed({"word/document.xml": b""}), "docx"),
    # not what the ending says
    "pdf.docx": (lambda: good("pdf"), "内容是 ?PDF.*却是 .docx"),
    "docx.pdf": (lambda: good("docx"), "内容是 ?Word.*却是 .pdf"),
    "picture.docx": (_with_png_inside, "内容是图片.*却是 .docx"),
    "gif.gif": (lambda: b"GIF89a" + bytes(300), "图片"),
    "text.pdf": ("一、总体情况".encode, "内容是纯文本.*却是 .pdf"),
    "zip.docx": (lambda: packed({"年报.txt": b"x"}), "内容是压缩包.*却是 .docx"),
    "zip.zip": (lambda: packed({"年报.txt": b"x"}), "压缩包"),
    "slides.pptx": (lambda: packed({"ppt/presentation.xml": b"<x/>"}), "演示文稿"),
    # nothing in it
    "empty.docx": (lambda: b"", "空的"),
    "blank.txt": (lambda: b" \r\n\t\n", "没有文字"),
    "blank.html": (lambda: b"<html><body><p>&nbsp;</p></body></html>", "没有文字"),
    "blank.pdf": (lambda: _one_page(_stream(zlib.compress(b" "))), "扫描|文字"),
    # binary
    "binary.txt": (lambda: random.Random(2).randbytes(5000), "二进制"),
    "binary.md": (lambda: bytes(range(256)) * 10, "二进制"),
    "nul.html": (lambda: b"<html><body>" + bytes(5000), "二进制"),
    "nul.txt": (lambda: "一、总体情况".encode() + bytes(5000), "二进制"),
    "encoding.txt": (lambda: bytes(range(0x80, 0x100)) * 40, "编码"),
    # bombs
    "bomb.docx": (lambda: docx(_bomb(40)), "炸弹"),
    "bomb-above-the-limit.docx": (lambda: docx(_bomb(129)), "上限"),
    "bomb.xlsx": (lambda: xlsx(bytes(40 * MEGABYTE)), "炸弹"),
    "bomb.ofd": (lambda: ofd(bytes(40 * MEGABYTE)), "炸弹"),
    "bomb-of-bombs.docx": (lambda: docx(packed({"a": packed({"b": bytes(30 * MEGABYTE)})})), "损坏"),
    "bomb-of-parts.docx": (lambda: packed({f"word/{n}": b"" for n in range(6000)}), "上限"),
    "bomb.pdf": (lambda: _one_page(_stream(zlib.compress(bytes(200 * MEGABYTE), 1))), "过大"),
    "bomb.png": (lambda: _png(30_000, 30_000, zlib.compress(bytes(30 * MEGABYTE))), "像素|图片"),
    # deep
    "deep.html": (lambda: b"<div>" * 100_000 + b"x", "嵌套"),
    "deep-tables.html": (lambda: b"<table><tr><td>" * 30_000, "嵌套"),
    "deep.mht": (_nested_archive, "mht"),
    "deep.docx": (lambda: _word("<w:sdt>" * 100_000), "嵌套|合法"),
    "deep-tables.docx": (lambda: _word("<w:tbl><w:tr><w:tc>" * 500 + "</w:tc></w:tr></w:tbl>" * 500), "嵌套|合法"),
    "deep.xlsx": (lambda: _sheet("<x>" * 100_000), "嵌套|合法"),
    "deep.ofd": (lambda: ofd(b"<x>" * 100_000), "嵌套|合法"),
    "deep.pdf": (lambda: pdf("[" * 100_000 + "]" * 100_000), "损坏|没有页面"),
    "round.pdf": (lambda: pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"), ""),
    "deep.json": (lambda: b'{"a":' * 100_000, "JSON"),
    # entities
    "laughs.docx": (lambda: docx((LAUGHS + _WORD_LAUGHS).encode()), "DOCTYPE"),
    "laughs.xlsx": (lambda: xlsx((LAUGHS + _SHEET_LAUGHS).encode()), "DOCTYPE"),
    "laughs.ofd": (lambda: ofd((LAUGHS + _PAGE_LAUGHS).encode()), "DOCTYPE"),
    "laughs.xml": (f'<?xml version="1.0"?>{LAUGHS}<x>&l9;</x>'.encode, "XML"),
    # tables of a million cells
    "cells.html": (lambda: b"<table>" + b"<tr>" + b"<td>0" * 1_000_000, "单元格"),
    "cells.docx": (lambda: _word("<w:tbl>" + _THOUSAND_CELLS * 1000 + "</w:tbl>"), "单元格|过大"),
    "cells.xlsx": (lambda: _sheet(_THOUSAND_VALUES * 1000), "单元格|过大"),
    "cells.txt": (lambda: b"0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n" * 100_000, "单元格"),
    "cells.md": (lambda: b"|0|0|0|0|0|0|0|0|0|0|\n" * 10_000, "单元格"),
    "cells-by-line.txt": (lambda: b"\t0\n\t0\n\t0\n\t0\n\n" * 25_000, "单元格"),
    # long
    "long.txt": (lambda: "字".encode() * 5_000_000, "上限|超过"),
    "long.html": (lambda: "<p>字</p>".encode() * 5_000_000, "上限|超过"),
    "long-line.txt": (lambda: b"a" + b" 0" * 500_000 + b" x\n", ""),
    "long-line-of-pipes.md": (lambda: b"|" * 3_000_000, ""),
    "long-line-of-stars.md": (lambda: b"*a_" * 1_000_000, ""),
    "long-line-of-blanks.txt": (lambda: b"a" + b" " * 3_000_000 + b"x", ""),
    "long-line-of-angles.md": (lambda: b"<http://" * 400_000, ""),
}


def every() -> Iterator[tuple[str, bytes]]:
    """Name and content of each."""
    for name, (make, _) in CASES.items():
        yield name, make()
