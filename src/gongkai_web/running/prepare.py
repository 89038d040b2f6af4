"""One step of preparing, in a process of its own: ``python -m gongkai_web.running.prepare database|static PARENT``.

What the person at the console should read once the site is ready goes to standard output; what is wrong goes to
standard error, the last line in Chinese, with exit status 3.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gongkai_web.config import ConfigError
from gongkai_web.running.lifeline import end_with_parent
from gongkai_web.running.problems import CannotStart

__all__ = ["KNOWN", "main"]

KNOWN = 3
"""The exit status when the last line of standard error says what is wrong."""


def _database(home: Path) -> Iterator[str]:
    from django.conf import settings

    from gongkai_web.running import database, search_index

    database.check_connection()
    database.migrate()
    if settings.GONGKAI_DEMO:
        yield from _demonstration()
    if missing := search_index.build_missing(home / "search-index.stamp"):
        yield missing
    if not settings.GONGKAI_DEMO:
        yield from _set_up(home)


def _demonstration() -> Iterator[str]:
    """Loads the demonstration county; says where the passwords of its people are kept."""
    from gongkai_web.demo.load import load

    accounts = load()
    if accounts is None:
        raise CannotStart(
            "数据库里已有别的站点的数据，不装入演示数据；演示站点要用单独的数据库（DATABASE_URL）和数据文件夹（GONGKAI_HOME）。"
        )
    yield f"演示账号和口令（每次安装随机生成）见 {accounts}"


def _set_up(home: Path) -> Iterator[str]:
    """Before the site has been set up: where that is done, and the code that nobody else knows."""
    from django.conf import settings
    from django.urls import reverse

    from gongkai_web.organisations.models import Platform
    from gongkai_web.setup.codes import issue

    if not Platform.objects.exists():
        url = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('setup')}"
        yield f"第一次使用，请打开 {url} 完成设置，启用码：{issue(home)}"


def _static(home: Path) -> Iterator[str]:
    from django.core.checks import run_checks

    from gongkai_web.running import static_files

    # What would make every page fail is found here, not by the first visitor.
    if serious := [message for message in run_checks() if message.is_serious()]:
        raise CannotStart(f"程序不完整，不能启动：{serious[0].msg}（{serious[0].id}）")
    static_files.collect(home / "static.stamp")
    yield from ()


_STEPS: dict[str, Callable[[Path], Iterator[str]]] = {"database": _database, "static": _static}


def main(arguments: Sequence[str]) -> int:
    """Does the step; the exit status."""
    step, parent = arguments
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    end_with_parent(signal.SIGTERM, parent=int(parent))
    os.umask(0o077)
    try:
        import django
        from django.conf import settings

        django.setup()
        for line in _STEPS[step](settings.GONGKAI_HOME):
            print(line, flush=True)  # noqa: T201 - the way to the supervisor
    except (CannotStart, ConfigError) as error:
        if error.__cause__ is not None:
            traceback.print_exception(error.__cause__)
        sys.stderr.write(f"{error}\n")
        return KNOWN
    except OSError as error:
        traceback.print_exc()
        if error.errno == errno.ENOSPC:
            sys.stderr.write("磁盘已满，请先清出空间。\n")
            return KNOWN
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
