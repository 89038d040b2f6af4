"""WebP: the RIFF chunks EXIF and XMP are left out, the others are kept as they are."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps

from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.cleaning.pixels import is_turned, opens

__all__ = ["clean", "notices", "opens", "traces"]

_SHOWN = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_NAMES = {b"EXIF": "拍摄信息（EXIF）", b"XMP ": "编辑记录（XMP）"}
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise CannotClean("WebP的结构有误")
    stop = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    at = 12
    while at + 8 <= stop:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > stop:
            raise CannotClean("WebP的结构有误")
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _strip(data: bytes) -> bytes:
    body = bytearray()
    for name, payload in _chunks(data):
        if name not in _SHOWN:
            continue
        start = len(body) + 8
        body += name + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2)
        if name == b"VP8X":
            body[start] &= ~(_EXIF_FLAG | _XMP_FLAG) & 0xFF
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + bytes(body)


def traces(data: bytes) -> list[str]:
    """What is written about the picture."""
    found = [_NAMES.get(name, "其他附加数据") for name, _ in _chunks(data) if name not in _SHOWN]
    if 8 + int.from_bytes(data[4:8], "little") < len(data):
        found.append("图片之后的附加数据")
    return list(dict.fromkeys(found))


def clean(data: bytes) -> bytes:
    """Stripped; a picture that EXIF turns is turned for good, without loss."""
    if not is_turned(data):
        return _strip(data)
    with Image.open(BytesIO(data)) as image:
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
        target = BytesIO()
        upright.save(target, "WEBP", lossless=True, icc_profile=profile, exif=b"")
    return _strip(target.getvalue())


def notices(data: bytes) -> list[str]:
    """Nothing: a picture shows all it has."""
    return []
