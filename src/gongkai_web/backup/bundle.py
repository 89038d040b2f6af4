"""The file of a back-up: a zip of tables, files and a manifest with the digest of each, the manifest last."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.db import OperationalError

from gongkai_web.backup.errors import BackupError

__all__ = ["FORMAT", "Bundle", "Writer", "opened", "written"]

FORMAT = 1
_MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_PACKED = frozenset(
    {".docx", ".xlsx", ".pptx", ".zip", ".gz", ".zst", ".ofd", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp4"}
)


class Writer:
    """Adds members, one after another, and knows their digests."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, blocks: Iterable[bytes]) -> dict[str, Any]:
        """Writes a member as its bytes come; what the manifest says of it."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        packed = PurePosixPath(name).suffix.lower() in _PACKED
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)
                digest.update(block)
                size += len(block)
        told = {"size": size, "sha256": digest.hexdigest()}
        self.members[name] = told
        return told

    def finish(self, manifest: dict[str, Any]) -> None:
        """Writes the manifest: without it the file is no back-up."""
        told = {**manifest, "format": FORMAT, "members": self.members}
        self._archive.writestr(_MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A back-up being written beside its final name, which it gets when everything is on the disk.

    Nothing is left of one that fails; one that is killed leaves a file ending in .part. Raises BackupError where
    ``path`` is taken or cannot be written.
    """
    if path.exists():
        raise BackupError(f"{path}已经存在，不会覆盖")
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
            try:
                yield Writer(archive)
                archive.close()
            except BaseException:
                # Its destructor would write the directory that makes a zip whole.
                archive.fp = None
                raise
            file.flush()
            os.fsync(file.fileno())
        _place(part, path)
    except FileExistsError:
        part.unlink(missing_ok=True)
        raise BackupError(f"{path}已经存在，不会覆盖") from None
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise BackupError(f"备份没有完成，{path}不能写入：{error.strerror or error}") from error
    except OperationalError as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"备份没有完成，数据库不能读取：{error}") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _place(part: Path, path: Path) -> None:
    """Gives the finished file its name, and puts the folder's entry on the disk. Raises FileExistsError."""
    try:
        os.link(part, path)  # refuses a name that was taken meanwhile
        part.unlink()
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if path.exists():
            raise FileExistsError from None
        part.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bundle:
    """A back-up being read; ``manifest`` is what it says of itself."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self._archive = archive
        self.manifest = manifest

    def stream(self, name: str) -> IO[bytes]:
        """A member's bytes."""
        return self._archive.open(name)

    def prove(self) -> None:
        """Reads every member and holds it against the manifest. Raises BackupError for the first that differs."""
        members = self.manifest["members"]
        present = set(self._archive.namelist()) - {_MANIFEST}
        if differing := sorted(present ^ set(members)):
            raise BackupError(f"备份文件缺少或多出{differing[0]}，不能使用")
        for name, told in members.items():
            digest = hashlib.sha256()
            try:
                with self.stream(name) as member:
                    while block := member.read(_BLOCK):
                        digest.update(block)
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
                raise BackupError(f"备份文件里的{name}已损坏，不能使用") from error
            if digest.hexdigest() != told["sha256"]:
                raise BackupError(f"备份文件里的{name}与摘要不符，不能使用")


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """A back-up. Raises BackupError for a file that is none."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise BackupError(f"没有文件{path}") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise BackupError(f"{path}不是完整的备份文件") from error
    with archive:
        try:
            manifest = json.loads(archive.read(_MANIFEST))
            number = manifest["format"]
        except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError) as error:
            raise BackupError(f"{path}不是本系统的备份文件，或者已损坏") from error
        if number != FORMAT:
            raise BackupError(f"备份文件的格式是{number}，本版本只认识{FORMAT}，请用做备份时的版本或更新的版本恢复")
        yield Bundle(archive, manifest)
