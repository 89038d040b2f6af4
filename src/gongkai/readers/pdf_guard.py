"""Streams of a PDF that would fill the memory once unpacked, found before PDFium unpacks them."""

from __future__ import annotations

import re
import zlib

from gongkai.readers.limits import MAX_PART

__all__ = ["MAX_CONTENT", "is_bomb"]

MAX_CONTENT = 8 * 1024 * 1024
"""Bytes, unpacked, of one stream that draws; each byte of it may cost PDFium twenty."""
_UTMOST_RATIO = 1032
"""Deflate packs no tighter, so that a short stream needs no look."""
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DEFLATED = re.compile(rb"/Fl(?:ateDecode)?(?![A-Za-z])")
_NOT_DRAWN = re.compile(rb"/(?:Length1|Type1C|CIDFontType0C|OpenType|Image|ObjStm|XRef|Metadata)(?![A-Za-z])")


def is_bomb(data: bytes) -> bool:
    """True when a stream of the file is larger, unpacked, than any that a document needs."""
    for found in _STREAM.finditer(data):
        start = found.end()
        end = data.find(b"endstream", start)
        size = (end if end >= 0 else len(data)) - start
        head = data[max(data.rfind(b"obj", max(0, start - 2048), start), 0) : start]
        limit = MAX_PART if _NOT_DRAWN.search(head) else MAX_CONTENT
        layers = len(_DEFLATED.findall(head))
        if layers == 0:
            if limit == MAX_CONTENT and size > limit and b"/Filter" not in head:
                return True
        elif (
            (layers > 1 or size * _UTMOST_RATIO > limit)
            and b"/Image" not in head
            and _unpacks_beyond(data[start : start + size], layers, limit)
        ):
            return True
    return False


def _unpacks_beyond(packed: bytes, layers: int, limit: int) -> bool:
    for _ in range(min(layers, 8)):
        unpacker = zlib.decompressobj()
        try:
            packed = unpacker.decompress(packed, limit + 1)
        except zlib.error:
            return False  # PDFium has what was unpacked until then, or nothing
        if len(packed) > limit:
            return True
    return layers > 8
