"""A TrueType font of one empty glyph: words that are not seen need no shapes, only a width and a meaning."""

from __future__ import annotations

import struct
from functools import cache

__all__ = ["UNITS", "WIDTH", "font_file"]

UNITS = 1000
WIDTH = 500
"""Of every character, in units of which an em has 1000."""


def _table_head() -> bytes:
    return struct.pack(
        ">IIIIHHQQhhhhHHhhh",
        0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0b11, UNITS, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0,
    )  # fmt: skip


@cache
def font_file() -> bytes:
    """The file, the same at each call."""
    name = "Glyphless".encode("utf-16-be")
    record = struct.pack(">HHHHHH", 3, 1, 0x0409, 6, len(name), 0)
    tables = {
        b"OS/2": struct.pack(
            ">HhHHHhhhhhhhhhhh10sIIII4sHHHhhhHHIIhhHHH",
            4, WIDTH, 400, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, bytes(10), 0, 0, 0, 0, b"NONE", 64, 0, 0xFFFF,
            880, -120, 0, 880, 120, 0, 0, 500, 700, 0, 0, 0,
        ),
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12)
        + struct.pack(">HHHHHHHHHHHhH", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 0, 1, 0)[:24],
        b"glyf": bytes(4),
        b"head": _table_head(),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, 880, -120, 0, WIDTH, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hh", WIDTH, 0),
        b"loca": struct.pack(">HH", 0, 0),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x00010000, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, 1, 18) + record + name,
        b"post": struct.pack(">IIhhIIIII", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }  # fmt: skip
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 128, 3, len(tables) * 16 - 128)
    at = len(head) + 16 * len(tables)
    directory, body = b"", b""
    for tag, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        directory += tag + struct.pack(">III", _sum(padded), at + len(body), len(table))
        body += padded
    font = head + directory + body
    place = font.index(b"head", 12)
    start = struct.unpack(">I", font[place + 8 : place + 12])[0] + 8
    adjusted = struct.pack(">I", (0xB1B0AFBA - _sum(font)) & 0xFFFFFFFF)
    return font[:start] + adjusted + font[start + 4 :]


def _sum(data: bytes) -> int:
    return sum(struct.unpack(f">{len(data) // 4}I", data)) & 0xFFFFFFFF
