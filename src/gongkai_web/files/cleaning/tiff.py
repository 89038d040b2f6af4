"""TIFF: written anew, page by page, with the tags that show the picture and no others; packed without loss."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence, TiffImagePlugin

from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.cleaning.pixels import opens

__all__ = ["clean", "notices", "opens", "traces"]

_SHOWN = frozenset({
    254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 292, 293, 296, 301, 317,
    318, 319, 320, 321, 322, 323, 324, 325, 338, 339, 347, 529, 530, 531, 532, 34675,
})  # fmt: skip
_NAMES = {
    270: "图片说明",
    305: "软件",
    306: "时间",
    315: "作者",
    330: "附带的其他图片",
    700: "编辑记录（XMP）",
    33432: "版权说明",
    33723: "图片说明（IPTC）",
    34377: "编辑记录",
    34665: "拍摄信息（EXIF）",
    34853: "拍摄地点（GPS）",
    **dict.fromkeys((271, 272, 316), "设备"),
}


def _pages(data: bytes) -> Iterator[Image.Image]:
    with Image.open(BytesIO(data)) as image:
        yield from ImageSequence.Iterator(image)


def traces(data: bytes) -> list[str]:
    """What is written about the picture."""
    found: list[str] = []
    for page in _pages(data):
        tags: TiffImagePlugin.ImageFileDirectory_v2 = page.tag_v2
        found += [_NAMES.get(tag, "其他附加数据") for tag in tags if tag not in _SHOWN]
        if tags.get(274, 1) != 1:
            found.append("拍摄方向（已按方向转正）")
    return list(dict.fromkeys(found))


def clean(data: bytes) -> bytes:
    """The same pages, upright, the same pixel for pixel. Raises CannotClean."""
    pages: list[Image.Image] = []
    profiles: list[bytes | None] = []
    for page in _pages(data):
        upright = ImageOps.exif_transpose(page)
        plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
        if upright.mode == "P":
            plain.putpalette(upright.getpalette() or b"")
        dpi = page.info.get("dpi")
        if dpi:
            plain.info["dpi"] = tuple(float(value) for value in dpi)
        pages.append(plain)
        profiles.append(page.info.get("icc_profile"))
    target = BytesIO()
    first, *rest = pages
    packing = "group4" if all(page.mode == "1" for page in pages) else "tiff_adobe_deflate"
    first.save(
        target,
        "TIFF",
        save_all=True,
        append_images=rest,
        compression=packing,
        icc_profile=profiles[0],
        dpi=first.info.get("dpi"),
    )
    result = target.getvalue()
    for before, after in zip(pages, _pages(result), strict=True):
        if before.tobytes() != after.convert(before.mode).tobytes():
            raise CannotClean("TIFF重写后与原图不一致")
    return result


def notices(data: bytes) -> list[str]:
    """Nothing: a picture shows all it has."""
    return []
