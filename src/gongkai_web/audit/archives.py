"""Archives on the disk: a year's events as compressed JSON lines, with a manifest that says what is in it."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from django.conf import settings

from gongkai_web.audit.chain import canonical
from gongkai_web.audit.models import Event

__all__ = ["Archive", "DamagedArchive", "folder", "listed", "read", "write"]

_BLOCK = 1 << 20


class DamagedArchive(Exception):
    """An archive that is gone or was changed; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The manifest: which events, between which hashes, in which file with which digest (SM3)."""

    file: str
    year: int
    first: int
    last: int
    previous_hash: str
    last_hash: str
    since: str
    until: str
    size: int
    sm3: str

    @property
    def count(self) -> int:
        """How many events it holds."""
        return self.last - self.first + 1

    @property
    def path(self) -> Path:
        """Where its file lies."""
        return folder() / self.file


def folder() -> Path:
    """Where archives and seals are kept."""
    return Path(settings.GONGKAI_HOME) / "archive"


def listed() -> list[Archive]:
    """All archives in the order of their numbers. Raises DamagedArchive for a manifest that cannot be read."""
    found = []
    for path in sorted(folder().glob("audit-*.json")):
        try:
            found.append(Archive(**json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, TypeError, OSError) as error:
            raise DamagedArchive(f"归档目录{path.name}不能读取") from error
    return sorted(found, key=lambda archive: archive.first)


def digest_of(path: Path) -> str:
    """SM3 of a file."""
    digest = hashes.Hash(hashes.SM3())
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.finalize().hex()


def read(archive: Archive) -> Iterator[Event]:
    """The events of an archive, not saved. Raises DamagedArchive."""
    path = archive.path
    if not path.exists():
        raise DamagedArchive(f"归档文件{archive.file}不在")
    if digest_of(path) != archive.sm3:
        raise DamagedArchive(f"归档文件{archive.file}的摘要不符，被改动或损坏")
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                told = json.loads(line)
                told["at"] = datetime.fromisoformat(told["at"])
                yield Event(**told)
    except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
        raise DamagedArchive(f"归档文件{archive.file}不能读取") from error


def _stem(year: int, first: int) -> str:
    """A name that no other archive has; the same again for one that was written and whose rows are still there."""
    taken = {archive.file: archive.first for archive in listed()}
    stems = (f"audit-{year}" + (f"-{part}" if part > 1 else "") for part in range(1, 1000))
    return next(stem for stem in stems if taken.get(f"{stem}.jsonl.gz", first) == first)


def write(year: int, first_number: int, events: Iterable[Event]) -> Archive:
    """Writes events and their manifest, each complete or not there at all.

    Raises OSError, DamagedArchive for a manifest beside it that cannot be read, ValueError for no events.
    """
    folder().mkdir(parents=True, exist_ok=True)
    stem = _stem(year, first_number)
    name = f"{stem}.jsonl.gz"
    part = folder() / f"{name}.part"
    first: Event | None = None
    last: Event | None = None
    try:
        with part.open("wb") as raw:
            # No time and no name inside: the same events make the same file.
            with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
                for event in events:
                    first = first or event
                    last = event
                    line = json.dumps({**canonical(event), "hash": event.hash}, ensure_ascii=False)
                    packed.write(line.encode() + b"\n")
            raw.flush()
            os.fsync(raw.fileno())
        if first is None or last is None:
            raise ValueError("nothing to archive")
        archive = Archive(
            name, year, first.number, last.number, first.previous_hash, last.hash,
            first.at.isoformat(), last.at.isoformat(), part.stat().st_size, digest_of(part),
        )  # fmt: skip
        part.replace(folder() / name)
    finally:
        part.unlink(missing_ok=True)
    _write_manifest(archive)
    return archive


def _write_manifest(archive: Archive) -> None:
    path = folder() / archive.file.replace(".jsonl.gz", ".json")
    part = path.with_suffix(".json.part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(archive), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
