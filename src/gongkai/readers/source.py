"""A path → the bytes of the file, with one plain sentence for each way in which that fails."""

from __future__ import annotations

import stat
from pathlib import Path

from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_BYTES

__all__ = ["load_bytes"]


def load_bytes(path: Path | str) -> bytes:
    """The bytes of a file that is not empty and not above ``MAX_BYTES``, which is seen before it is read.

    Raises Unreadable.
    """
    path = Path(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("这是文件夹，不是文件")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("这是设备或管道，不是普通文件")
        if status.st_size > MAX_BYTES:
            raise Unreadable(f"文件有 {status.st_size / 2**20:.0f} MB，超过 {MAX_BYTES // 2**20} MB 的上限")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable("文件不存在") from None
    except PermissionError:
        raise Unreadable("没有读取这个文件的权限") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise Unreadable("文件打不开，请检查路径和磁盘") from error
    if not data:
        raise Unreadable("文件是空的")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过 {MAX_BYTES // 2**20} MB 的上限")
    return data
