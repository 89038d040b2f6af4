"""Readers: a file → outline. What kind of file it is, is told by its content; a reader is loaded when it is needed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from gongkai.readers.errors import Unreadable
from gongkai.readers.kinds import KINDS, Kind
from gongkai.readers.limits import MAX_BYTES
from gongkai.readers.outline import Outline
from gongkai.readers.sniff import identify, kind_of
from gongkai.readers.source import load_bytes

__all__ = ["KINDS", "Kind", "identify", "kind_of", "load_bytes", "read_outline", "read_outline_bytes"]


def read_outline(path: Path | str) -> Outline:
    """The outline of a file. Raises Unreadable, whose ``reason`` is one line of Chinese, and nothing else."""
    path = Path(path)
    return read_outline_bytes(load_bytes(path), path.name)


def read_outline_bytes(data: bytes, name: str = "") -> Outline:
    """The outline of the bytes of a file; ``name`` gives the ending that the content is compared with.

    Raises Unreadable and nothing else.
    """
    kind = identify(data, name)
    try:
        return read_as(kind, data)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(f"读取{kind.name}时内存不够") from error
    except Exception as error:  # the last wall: one bad file must not stop the others
        raise Unreadable(f"{kind.name}的内容损坏，无法读取（{type(error).__name__}）") from error


def read_as(kind: Kind, data: bytes) -> Outline:
    """The outline by the reader of that kind, without the last wall. Raises Unreadable where no reader can read it."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过 {MAX_BYTES // 2**20} MB 的上限")
    if not kind.reader:
        raise Unreadable(f"内容是{kind.name}，{kind.advice}")
    reader = import_module(f"gongkai.readers.{kind.reader}")
    outline: Outline = reader.read_image(data) if kind.id == "image" else reader.read(data)
    return outline
