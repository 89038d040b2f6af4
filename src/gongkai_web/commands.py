"""The site's commands in the command line `gongkai`: serve, demo, manage.

Nothing heavy is imported here before a command is called, and nothing of the site: its libraries may not be installed.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import Any

import click

__all__ = ["demo", "manage", "serve"]

_NEEDED = ("django", "wagtail", "granian", "whitenoise", "cryptography")

_port = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="监听的端口。")
_host = click.option(
    "--host", default="127.0.0.1", show_default=True, help="监听的地址；0.0.0.0 表示本机的所有地址，别的机器也能访问。"
)


def _fail(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)


def _check_installed() -> None:
    """Ends with one line where the site's libraries are not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        _fail(
            f"网站所需的软件没有装全（缺 {'、'.join(missing)}）：请运行 make run 或 pip install 'gongkai[site]'。",
            2,
        )


def _start(host: str, port: int, *, demonstration: bool) -> None:
    _check_installed()
    from gongkai_web.config import ConfigError
    from gongkai_web.running.problems import CannotStart
    from gongkai_web.running.start import Console, Wanted, run

    def warn(line: str) -> None:
        click.echo(line, err=True)

    try:
        run(Wanted(host, port, demonstration), os.environ, Console(click.echo, warn))
    except ConfigError as error:
        _fail(str(error), 2)
    except CannotStart as error:
        _fail(str(error), 1)


@click.command(short_help="启动网站；第一次启动时自动准备好所需的一切。")
@_port
@_host
def serve(port: int, host: str) -> None:
    """启动网站，按 Ctrl-C 停止。

    第一次启动时建立数据文件夹、密钥、数据库、静态文件和检索索引，并给出设置页面的地址。设置都来自环境变量，
    gongkai manage settings_table 列出全部。
    """
    _start(host, port, demonstration=False)


@click.command(short_help="启动演示网站，带一个演示县的数据。")
@_port
@_host
def demo(port: int, host: str) -> None:
    """启动演示网站，按 Ctrl-C 停止。

    与 serve 相同，另外装入一个演示县；数据放在单独的文件夹 demo-data 里（可用环境变量GONGKAI_HOME另指），可以随时删除。
    """
    _start(host, port, demonstration=True)


@click.command(
    short_help="运行 Django 自带的和本系统的管理命令。",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """运行管理命令，不带参数时列出全部；例如 gongkai manage settings_table。"""
    _check_installed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai_web.settings")
    from django.db import DatabaseError

    from gongkai_web import config
    from gongkai_web.running.home import check_home
    from gongkai_web.running.problems import CannotStart

    try:
        for line in config.warnings(os.environ):
            click.echo(line, err=True)
        check_home(config.read()["GONGKAI_HOME"])
        os.umask(0o077)
        _run_django(["gongkai manage", *arguments])
    except DatabaseError as error:
        if "--traceback" in arguments:
            raise
        said = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        _fail(
            f"数据库出错：{said}。没有建好或者是旧版本的，先运行 gongkai manage migrate；加 --traceback 看详情。",
            1,
        )
    except config.ConfigError as error:
        _fail(str(error), 2)
    except CannotStart as error:
        _fail(str(error), 1)


def _run_django(argv: list[str]) -> Any:
    from django.core.management import execute_from_command_line

    return execute_from_command_line(argv)
