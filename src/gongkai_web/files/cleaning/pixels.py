"""What the picture cleaners share: the picture opened within the limits, turned upright, its pixels compared."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

__all__ = ["ORIENTATION", "is_turned", "opens"]

ORIENTATION = 0x0112
"""The EXIF tag that says how the picture is to be turned."""


def is_turned(data: bytes) -> bool:
    """True where the picture is stored turned and an EXIF tag says so."""
    with Image.open(BytesIO(data)) as image:
        return bool(image.getexif().get(ORIENTATION, 1) in range(2, 9))


def opens(data: bytes) -> None:
    """Raises OSError where the picture cannot be read to its end."""
    with Image.open(BytesIO(data)) as image:
        image.load()
