"""A page as a picture with what is marked painted over, packed small: 16 greys for writing, JPEG for the rest."""

from __future__ import annotations

import zlib
from io import BytesIO

from pikepdf import Name, Pdf, Stream
from PIL import Image, ImageChops, ImageDraw

from gongkai_web.info_requests.redaction.marks import Box

__all__ = ["packed", "paint"]

_COLOUR = 12
"""Levels of 256 between two channels up to which a page counts as grey."""
_WRITING = 0.1
"""Part of the pixels that may be neither paper nor ink in a page of writing."""


def paint(image: Image.Image, boxes: list[Box], scale: float) -> None:
    """Paints the boxes black, to the next whole pixel outwards."""
    pen = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in boxes:
        pen.rectangle((int(x0 * scale), int(y0 * scale), int(-(-x1 * scale // 1)), int(-(-y1 * scale // 1))), fill=0)


def packed(pdf: Pdf, image: Image.Image) -> Stream:
    """The picture as an object of the file."""
    red, green, blue = image.split()
    spread = max(_highest(ImageChops.difference(red, green)), _highest(ImageChops.difference(green, blue)))
    if spread > _COLOUR:
        return _jpeg(pdf, image, Name.DeviceRGB)
    grey = image.convert("L")
    counts = grey.histogram()
    middle = sum(counts[40:216]) / max(sum(counts), 1)
    return _jpeg(pdf, grey, Name.DeviceGray) if middle > _WRITING else _sixteen(pdf, grey)


def _highest(image: Image.Image) -> int:
    # A hundred stray pixels of anti-aliasing in colour do not make a coloured page.
    counts = image.histogram()
    left = 100
    for level in range(255, -1, -1):
        left -= counts[level]
        if left < 0:
            return level
    return 0


def _object(pdf: Pdf, data: bytes, image: Image.Image, space: Name, bits: int) -> Stream:
    stream = Stream(pdf, data)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = image.width, image.height
    stream.ColorSpace, stream.BitsPerComponent = space, bits
    return stream


def _jpeg(pdf: Pdf, image: Image.Image, space: Name) -> Stream:
    out = BytesIO()
    image.save(out, "JPEG", quality=82, subsampling=0)
    stream = _object(pdf, out.getvalue(), image, space, 8)
    stream.Filter = Name.DCTDecode
    return stream


def _sixteen(pdf: Pdf, grey: Image.Image) -> Stream:
    """Two pixels in a byte, 16 greys, without loss of what is black or white."""
    width = grey.width + grey.width % 2
    even = grey if width == grey.width else grey.crop((0, 0, width, grey.height))
    levels = even.point(lambda level: (level * 15 + 127) // 255)
    raw = levels.tobytes()
    pairs = bytes.maketrans(bytes(range(16)), bytes(level << 4 for level in range(16)))
    first, second = raw[0::2].translate(pairs), raw[1::2]
    data = (int.from_bytes(first, "big") | int.from_bytes(second, "big")).to_bytes(len(first), "big")
    stream = _object(pdf, zlib.compress(data, 6), grey, Name.DeviceGray, 4)
    stream.Filter = Name.FlateDecode
    return stream
