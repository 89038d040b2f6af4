"""The folder of a run: made where it is not there, for one run at a time, and its troubles in plain words."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongkai.corpus.assemble import table_paths
from gongkai.corpus.errors import CorpusError

__all__ = ["opened"]

_TROUBLES = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "文件超过了系统允许的大小",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有写的权限",
    errno.EPERM: "没有写的权限",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.EIO: "磁盘读写出错",
}


@contextmanager
def opened(out: Path) -> Iterator[None]:
    """Holds the folder for this run. An OSError inside becomes a CorpusError that says why it cannot be written.

    Raises CorpusError as well where another run holds it.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / ".lock").open("w") as lock:
            _hold(lock.fileno(), out)
            for path in table_paths(out).values():
                for left in out.glob(f".{path.name}.*"):  # of a run that was killed while it wrote its tables
                    left.unlink()
            yield
    except OSError as error:
        reason = _TROUBLES.get(error.errno or 0, error.strerror or str(error))
        raise CorpusError(f"写不了输出文件夹 {out}——{reason}") from error


def _hold(lock: int, out: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets go of it when the process ends, however
    except BlockingIOError:
        raise CorpusError(f"另一次整理正在写 {out}，请等它结束") from None
