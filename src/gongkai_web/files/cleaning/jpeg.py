"""JPEG: segments that are not the picture are left out; the picture itself is not touched unless it must be turned."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, JpegImagePlugin

from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.cleaning.pixels import is_turned, opens

__all__ = ["clean", "notices", "opens", "strip", "traces"]

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_APPS = range(0xE0, 0xF0)
_JFIF, _ICC, _ADOBE = b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, payload and the whole bytes of each piece up to the end of the picture; a scan brings its data along."""
    if not data.startswith(b"\xff\xd8"):
        raise CannotClean("JPEG的结构有误")
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            raise CannotClean("JPEG的结构有误")
        while at < len(data) and data[at] == 0xFF:  # fill bytes
            at += 1
        if at >= len(data):
            break
        marker, at = data[at], at + 1
        if marker == _END:
            return
        if marker in _ALONE:
            yield marker, b"", bytes((0xFF, marker))
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2 or at + size > len(data):
            raise CannotClean("JPEG的结构有误")
        stop = at + size
        payload = data[at + 2 : stop]
        if marker == _SCAN:
            stop = _end_of_scan(data, stop)
        yield marker, payload, bytes((0xFF, marker)) + data[at:stop]
        at = stop
    # A picture cut off at its end still shows; what is missing is only the mark.


def _end_of_scan(data: bytes, at: int) -> int:
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] == 0 or data[at + 1] in _ALONE:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _is_picture(marker: int, payload: bytes) -> bool:
    """Whether a segment is needed to show the picture: not what was written about it."""
    if marker == _COMMENT:
        return False
    if marker not in _APPS:
        return True
    if marker == 0xE0:
        return payload.startswith(_JFIF)
    return (marker == 0xE2 and payload.startswith(_ICC)) or (marker == 0xEE and payload.startswith(_ADOBE))


def strip(data: bytes) -> bytes:
    """The same picture without anything written about it; pixel for pixel the same. Raises CannotClean."""
    kept = [b"\xff\xd8"]
    for marker, payload, whole in _segments(data):
        if not _is_picture(marker, payload):
            continue
        if marker == 0xE0:  # a thumbnail may stand after the fourteen bytes of JFIF, of the picture before it was cut
            kept.append(b"\xff\xe0\x00\x10" + payload[:12] + b"\0\0")
        else:
            kept.append(whole)
    return b"".join((*kept, b"\xff\xd9"))


def traces(data: bytes) -> list[str]:
    """What is written about the picture."""
    found: list[str] = []
    with Image.open(BytesIO(data)) as image:
        exif = image.getexif()
        if exif.get_ifd(0x8825):
            found.append("拍摄地点（GPS）")
        if any(tag for tag in exif if tag != 0x8825):
            found.append("拍摄信息（EXIF）：时间、设备等")
    names = {b"http://ns.adobe.com/x": "编辑记录（XMP）", b"Photoshop": "图片说明（IPTC）", b"MPF\0": "附带的其他图片"}
    end = 2
    for marker, payload, whole in _segments(data):
        end += len(whole)
        if marker == _COMMENT:
            found.append("图片注释")
        elif marker == 0xE0 and payload.startswith(_JFIF) and len(payload) > 14:
            found.append("缩略图")
        elif not _is_picture(marker, payload) and not payload.startswith(b"Exif\0"):
            found.append(next((text for mark, text in names.items() if payload.startswith(mark)), "其他附加数据"))
    if len(data) - end > 64:  # a few bytes of padding are common
        found.append("图片之后的附加数据")
    return list(dict.fromkeys(found))


def clean(data: bytes) -> bytes:
    """Stripped; a picture that EXIF turns is turned for good, packed with its own tables and sampling."""
    if not is_turned(data):
        return strip(data)
    with Image.open(BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image)
        upright.info.pop("exif", None)
        target = BytesIO()
        upright.save(
            target,
            "JPEG",
            qtables=image.quantization,
            subsampling=JpegImagePlugin.get_sampling(image),
            icc_profile=image.info.get("icc_profile"),
            optimize=True,
        )
    return strip(target.getvalue())


def notices(data: bytes) -> list[str]:
    """Nothing: a picture shows all it has."""
    return []
