"""GIF: comments, hidden text and application blocks other than the loop of an animation are left out."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.cleaning.pixels import opens

__all__ = ["clean", "notices", "opens", "traces"]

_IMAGE, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_CONTROL, _COMMENT, _PLAIN_TEXT, _APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


def _table(flags: int) -> int:
    """Bytes of a colour table."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _pieces(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each piece with what it is: "picture", or the sentence of what it tells."""
    try:
        if data[:3] != b"GIF":
            raise CannotClean("GIF的结构有误")
        at = 13 + _table(data[10])
        yield "picture", data[:at]
        while data[at] != _END:
            start = at
            if data[at] == _IMAGE:
                at = _after_blocks(data, at + 10 + _table(data[at + 9]) + 1)
                what = "picture"
            elif data[at] == _EXTENSION:
                label = data[at + 1]
                what = _extension(label, data[at + 3 : at + 14])
                at = _after_blocks(data, at + 2)
            else:
                raise CannotClean("GIF的结构有误")
            yield what, data[start:at]
        if at + 1 < len(data):
            yield "图片之后的附加数据", data[at + 1 :]
    except IndexError:
        raise CannotClean("GIF不完整") from None


def _extension(label: int, name: bytes) -> str:
    if label == _CONTROL or (label == _APPLICATION and name in _LOOPS):
        return "picture"
    if label == _COMMENT:
        return "图片注释"
    return "编辑记录（XMP）" if name.startswith(b"XMP Data") else "其他附加数据"


def traces(data: bytes) -> list[str]:
    """What is written about the picture."""
    return list(dict.fromkeys(what for what, _ in _pieces(data) if what != "picture"))


def clean(data: bytes) -> bytes:
    """The same picture without it."""
    return b"".join(whole for what, whole in _pieces(data) if what == "picture") + b";"


def notices(data: bytes) -> list[str]:
    """Nothing: a picture shows all it has."""
    return []
