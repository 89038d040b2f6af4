"""Files of the site: those in the storage, and those of the data folder that belong to a back-up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage

__all__ = ["ARCHIVE", "KEYS", "archive_files", "blocks_of", "is_safe", "local_folder", "names"]

ARCHIVE, KEYS = "archive", "keys.json"
_BLOCK = 1 << 20


def local_folder() -> Path | None:
    """The folder of the storage; None where files are kept elsewhere."""
    return Path(default_storage.location) if isinstance(default_storage, FileSystemStorage) else None


def _folder_of(storage: object) -> Path | None:
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def names() -> Iterator[str]:
    """The names of all files in the storage."""
    folder = local_folder()
    if folder is None:
        yield from _walk(default_storage, "")
        return
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield (Path(place) / name).relative_to(folder).as_posix()


def _walk(storage: Storage, place: str) -> Iterator[str]:
    folders, files = storage.listdir(place)
    yield from (f"{place}{name}" for name in sorted(files) if name)
    for name in sorted(folders):
        yield from _walk(storage, f"{place}{name}/")


def archive_files() -> list[Path]:
    """The finished files of the log's archive."""
    folder = Path(settings.GONGKAI_HOME) / ARCHIVE
    return sorted(path for path in folder.glob("*") if path.is_file() and path.suffix != ".part")


def blocks_of(path: Path) -> Iterator[bytes]:
    """A file's bytes."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def is_safe(name: str) -> bool:
    """True for a name that stays inside the folder it is put in."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name
