"""Whether an old Office file (OLE, [MS-CFB]) is encrypted: found without reading its file system."""

from __future__ import annotations

import struct

__all__ = ["is_encrypted"]

# A package of Word 2007 and later whose content is encrypted as a whole.
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENTRY = 128
_START_AT = 116
_FIB = 0xA5EC
_FIB_ENCRYPTED = 0x0100
_RECORDS = 64
_BOF = (0x0809, 0x0409, 0x0209)
_FILE_PASSWORD = 0x002F


def is_encrypted(data: bytes) -> bool:
    """True where a password is needed to read the file; False for every other file, and for what is no OLE file."""
    if _PACKAGE in data:
        return True
    return _word(_stream(data, "WordDocument")) or _excel(_stream(data, "Workbook") or _stream(data, "Book"))


def _stream(data: bytes, name: str) -> bytes:
    """The first 4 kB of a stream, ``b""`` where it cannot be found. Such streams are never among the small ones."""
    at = data.find((name + "\0").encode("utf-16-le"))
    if at < 0 or at + _ENTRY > len(data) or len(data) < 512:
        return b""
    (shift,) = struct.unpack_from("<H", data, 30)
    (sector,) = struct.unpack_from("<I", data, at + _START_AT)
    start = (sector + 1) << shift if shift in {9, 12} else 0
    return data[start : start + 4096] if start else b""


def _word(stream: bytes) -> bool:
    """The bit fEncrypted of the file information block ([MS-DOC] 2.5.2)."""
    if len(stream) < 12:
        return False
    magic, flags = struct.unpack_from("<H8xH", stream)
    return bool(magic == _FIB and flags & _FIB_ENCRYPTED)


def _excel(stream: bytes) -> bool:
    """A FilePass record near the beginning ([MS-XLS] 2.4.117)."""
    at = 0
    for number in range(_RECORDS):
        if at + 4 > len(stream):
            return False
        record, length = struct.unpack_from("<HH", stream, at)
        if number == 0 and record not in _BOF:
            return False
        if record == _FILE_PASSWORD:
            return True
        at += 4 + length
    return False
