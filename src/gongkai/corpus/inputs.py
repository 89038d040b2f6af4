"""Which files a run is about: those of a folder, or those that a text file lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gongkai.corpus.errors import CorpusError
from gongkai.readers.encoding import decode
from gongkai.readers.errors import Unreadable
from gongkai.readers.kinds import KINDS
from gongkai.readers.source import load_bytes

__all__ = ["Inputs", "find_inputs"]

_ENDINGS = frozenset(
    f".{ending}" for kind in KINDS.values() if kind.reader or kind.id == "json" for ending in kind.endings
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Name → path of each file, sorted by name; ``passed_over`` counts files whose ending no reader knows.

    A name is relative to the folder, with ``/``; in a list it is the line itself.
    """

    files: dict[str, Path]
    passed_over: int = 0


def find_inputs(source: Path, out: Path) -> Inputs:
    """The files of a folder and of the folders in it, without hidden ones and ``out``; or those of a list.

    Raises CorpusError where there is no such folder or list, or no file in it.
    """
    if source.is_dir():
        found = _in_folder(source, out)
        if not found.files:
            raise CorpusError("文件夹里没有能读的文件（docx、pdf、html、txt、md、xlsx、ofd 等）")
        return found
    if source.is_file():
        return _in_list(source)
    raise CorpusError("没有这个文件夹或文件")


def _in_folder(folder: Path, out: Path) -> Inputs:
    files = {}
    passed_over = 0
    for path in _walk(folder, out.resolve()):
        if path.suffix.lower() in _ENDINGS:
            files[_printable(path.relative_to(folder).as_posix())] = path
        else:
            passed_over += 1
    return Inputs(dict(sorted(files.items())), passed_over)


def _walk(folder: Path, out: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise CorpusError(f"文件夹打不开：{error.filename}") from error

    for top, folders, names in os.walk(folder, onerror=stop):
        here = Path(top)
        folders[:] = [name for name in folders if not name.startswith(".") and (here / name).resolve() != out]
        # ~$ is the lock that Word and WPS leave beside an open file.
        yield from (here / name for name in names if not name.startswith((".", "~$")))


def _in_list(file: Path) -> Inputs:
    try:
        lines = decode(load_bytes(file)).splitlines()
    except Unreadable as error:
        raise CorpusError(f"既不是文件夹，也不是每行一个文件名的文本：{error.reason}") from error
    names = [line.strip() for line in lines if line.strip()]
    paths = {name: file.parent / name for name in names}
    if not any(_exists(path) for path in paths.values()):
        raise CorpusError("文本里没有一行是现有文件的名字；要核对单独一份报告，请用 gongkai report check")
    return Inputs(dict(sorted(paths.items())))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a line of prose is too long for a name
        return False


def _printable(name: str) -> str:
    """The name as it can stand in a table: a name that is not UTF-8 keeps its place with signs for what is not."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
