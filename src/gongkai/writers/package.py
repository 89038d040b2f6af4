"""Zip packages of Office: built from a folder of parts, and written so that the same content gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["settled", "template_package"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = "[Content_Types].xml"


@cache
def template_package(name: str) -> bytes:
    """The folder ``templates/<name>`` as a package, the part that names the types of the others first."""
    parts = dict(_parts(files(__package__).joinpath("templates", name), ""))
    return _zipped({_TYPES: parts.pop(_TYPES)} | dict(sorted(parts.items())))


def _parts(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _parts(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, entry.read_bytes()


def settled(package: bytes, replaced: dict[str, bytes] | None = None) -> bytes:
    """The package without the hour at which its library wrote it; ``replaced`` parts take the place of its own."""
    with ZipFile(io.BytesIO(package)) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    return _zipped(parts | (replaced or {}))


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name, data in parts.items():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, data)
    return buffer.getvalue()
