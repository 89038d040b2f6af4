"""``gongkai manage settings_table``: every setting, what it is now, what holds without it, what it does."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from gongkai_web import config

__all__ = ["Command"]


class Command(BaseCommand):
    """Prints the table; secrets are hidden."""

    help = "列出全部设置（环境变量）：现在的值、默认值、说明；密钥和口令不显示。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option, for programs."""
        parser.add_argument("--tsv", action="store_true", help="以制表符分列输出，供程序使用")

    def handle(self, *args: Any, tsv: bool = False, **options: Any) -> None:
        """Writes to standard output."""
        if tsv:
            for row in config.table():
                self.stdout.write("\t".join(row))
            return
        shown = Table(show_lines=False, pad_edge=False)
        for title in ("环境变量", "现在的值", "默认值", "说明"):
            shown.add_column(title, overflow="fold", no_wrap=title == "环境变量")
        for row in config.table():
            shown.add_row(*row)
        width = None if sys.stdout.isatty() else 140
        Console(file=self.stdout, width=width, markup=False, highlight=False).print(shown)
