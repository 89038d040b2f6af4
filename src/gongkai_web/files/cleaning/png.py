"""PNG: the chunks that show the picture are kept as they are, all others are left out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps

from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.cleaning.pixels import is_turned, opens

__all__ = ["clean", "notices", "opens", "strip", "traces"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs acTL fcTL fdAT".split()
)
_NAMES = {
    b"tEXt": "文字说明",
    b"zTXt": "文字说明",
    b"iTXt": "文字说明或编辑记录（XMP）",
    b"eXIf": "拍摄信息（EXIF）",
    b"tIME": "修改时间",
}


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(_SIGNATURE):
        raise CannotClean("PNG的结构有误")
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        name, stop = data[at + 4 : at + 8], at + 12 + size
        if stop > len(data) or zlib.crc32(data[at + 4 : stop - 4]) != int.from_bytes(data[stop - 4 : stop], "big"):
            raise CannotClean("PNG的结构有误")
        yield name, data[at:stop]
        if name == b"IEND":
            return
        at = stop
    raise CannotClean("PNG不完整")


def strip(data: bytes) -> bytes:
    """The same picture without anything written about it. Raises CannotClean."""
    return _SIGNATURE + b"".join(whole for name, whole in _chunks(data) if name in _SHOWN)


def traces(data: bytes) -> list[str]:
    """What is written about the picture."""
    found, size = [], len(_SIGNATURE)
    for name, whole in _chunks(data):
        size += len(whole)
        if name not in _SHOWN:
            found.append(_NAMES.get(name, "其他附加数据"))
    if size < len(data):
        found.append("图片之后的附加数据")
    return list(dict.fromkeys(found))


def clean(data: bytes) -> bytes:
    """Stripped; a picture that EXIF turns is turned for good."""
    if not is_turned(data):
        return strip(data)
    with Image.open(BytesIO(data)) as image:
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
        target = BytesIO()
        upright.save(target, "PNG", icc_profile=profile, exif=b"")
    return strip(target.getvalue())


def notices(data: bytes) -> list[str]:
    """Nothing: a picture shows all it has."""
    return []
