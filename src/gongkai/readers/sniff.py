"""What kind of file it is, by its content; its name only has to agree."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from gongkai.readers.encoding import declared_charset, decode_with_warnings, is_binary
from gongkai.readers.errors import Unreadable
from gongkai.readers.kinds import ENDINGS, KINDS, Kind
from gongkai.readers.limits import MAX_PARTS

__all__ = ["identify", "kind_of"]

_HEAD = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_CENTRAL = b"PK\x01\x02"
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_SCANS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_PICTURES = (b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
# Names of streams in the directory of an OLE file, which is UTF-16.
_STREAMS = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}
_PARTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "ppt", "ofd.xml": "ofd"}
_OPEN_DOCUMENT = {b"opendocument.text": "odt", b"opendocument.spreadsheet": "ods", b"opendocument.presentation": "ppt"}
_ARCHIVE_PAGE = re.compile(r"\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?MIME-Version\s*:", re.IGNORECASE)
_PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_FRAGMENT = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:div|p|table|span|h[1-6]|section|article|meta|style|center|title|ul|ol|font|b|strong|br)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE_XML = re.compile(r"<\?mso-application\s+progid=|<office:document[\s>]")
_REPORT_DATA = re.compile(r"\{\s*\"")


def kind_of(data: bytes) -> Kind:
    """What the content is, one of ``KINDS``. Raises Unreadable for an empty file and a broken zip container."""
    if not data:
        raise Unreadable("文件是空的")
    return KINDS[_id_of(data)]


def identify(data: bytes, name: str = "") -> Kind:
    """What the content is, once it is sure that the file name does not say otherwise.

    Raises Unreadable where the ending contradicts the content, naming both.
    """
    kind = kind_of(data)
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower() if dot and stem else ""
    if ending in ENDINGS and ending not in kind.endings:
        raise Unreadable(f"内容是{kind.name}，扩展名却是 .{ending}")
    return kind


def _id_of(data: bytes) -> str:
    if data.startswith(_ZIP):
        return _zip(data)
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_SCANS):
        return "image"
    if data.startswith(_ARCHIVES):
        return "archive"
    if is_binary(data):
        return "picture" if data.startswith(_PICTURES) else "binary"
    return _text(data)


def _zip(data: bytes) -> str:
    """The kind of a zip container by the names of its parts; nothing is unpacked."""
    if data.count(_CENTRAL) > MAX_PARTS:
        raise Unreadable(f"压缩包内的文件超过上限{MAX_PARTS}个")
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            names = container.namelist()
    except Exception as error:  # zipfile has no one exception for damage: struct, value, index, codec errors …
        raise Unreadable("文件损坏或不完整（压缩结构读不出来），可能没有下载完") from error
    for name in names:
        plain = name.replace("\\", "/").lstrip("/").lower()
        for part, kind in _PARTS.items():
            if plain.startswith(part):
                return kind
    if "mimetype" in names and "content.xml" in names:
        return next((kind for mark, kind in _OPEN_DOCUMENT.items() if mark in data[:200]), "archive")
    return "archive"


def _ole(data: bytes) -> str:
    for stream, kind in _STREAMS.items():
        if f"{stream}\0".encode("utf-16-le") in data:
            return kind
    if "Root Entry".encode("utf-16-le") not in data:  # the directory, which often stands at the end of the file
        raise Unreadable("旧版 Office 文件损坏或不完整，可能没有下载完")
    return "ole"


def _text(data: bytes) -> str:
    head = data[:_HEAD]
    if len(data) > _HEAD:
        head = head[: head.rfind(b"\n") + 1 or _HEAD]  # not in the middle of a character
    try:
        text = decode_with_warnings(head, declared_charset(head)).text.lstrip()
    except Unreadable:
        return "text"  # its reader says what is wrong with the encoding
    if _ARCHIVE_PAGE.match(text):
        return "html"
    if _PAGE.search(text) or _FRAGMENT.match(text):
        return "html"
    if text.startswith("<?xml"):
        return "flat" if _OFFICE_XML.search(text[:4096]) else "xml"
    return "json" if _REPORT_DATA.match(text) else "text"
