"""The data folder: there, writable, with room, private to its owner, and used by one site at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongkai_web.running.problems import CannotStart

__all__ = ["LEAST_FREE", "check_home", "check_space", "holder", "locked"]

LEAST_FREE = 200 * 1024 * 1024
"""Bytes that must be free: a first start writes about 20 MB, and where the disk is full the next write is lost."""
_LOCK = "serve.lock"


def check_home(home: Path) -> Path:
    """The data folder by its full path, made where it is missing. Raises CannotStart where nothing can be written."""
    home = home.expanduser().absolute()
    try:
        # Personal data lies in it: nobody else on the machine may look.
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except FileExistsError:
        raise CannotStart(f"{home}不是文件夹，不能用作数据文件夹；用环境变量GONGKAI_HOME另指一个。") from None
    except OSError as error:
        raise CannotStart(
            f"数据文件夹{home}不能写入（{error.strerror}）；请给运行本程序的账号写权限，或用环境变量GONGKAI_HOME另指一个。"
        ) from None
    return home


def check_space(home: Path, least: int = LEAST_FREE) -> None:
    """Raises CannotStart where fewer than ``least`` bytes are free on the disk of the data folder."""
    free = shutil.disk_usage(home).free
    if free < least:
        raise CannotStart(
            f"数据文件夹{home}所在的磁盘只剩{free // 1024**2} MB，至少要有{least // 1024**2} MB；请先清出空间。"
        )


@contextmanager
def locked(home: Path) -> Iterator[int]:
    """Holds the data folder; gives the file descriptor to hand to the children.

    A lock lasts as long as any process has the descriptor, so that after a `kill -9` nobody starts a second site while
    the children of the first still finish their work. Raises CannotStart where it is held.
    """
    handle = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = _told(home)
            raise CannotStart(
                f"数据文件夹{home}正由另一个 gongkai 使用{f'（进程号{who}）' if who else ''}；"
                "请先停止它，或用环境变量GONGKAI_HOME另指一个。"
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield handle
    finally:
        os.close(handle)


def holder(home: Path) -> int | None:
    """The process id of the site that runs on a data folder; None where none does."""
    try:
        handle = os.open(home / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _told(home)
    finally:
        os.close(handle)
    return None


def _told(home: Path) -> int | None:
    text = (home / _LOCK).read_text(encoding="ascii").strip()
    return int(text) if text.isdigit() else None
