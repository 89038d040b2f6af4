"""``gongkai manage backup``: the whole site in one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai_web.backup.errors import BackupError
from gongkai_web.backup.make import make
from gongkai_web.common.actor import Actor


class Command(BaseCommand):
    """Status 1 where no back-up was made."""

    help = "把全站（数据库、文件、审计归档）备份为一个文件，站点不必停"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", nargs="?", type=Path, help="写到哪个文件（.zip）；不写则在备份文件夹里按时间起名")
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="连同密钥（keys.json）。不加则个人信息在备份里是加密的，密钥须另行保管；"
            "加了则拿到备份的人能读出全部个人信息",
        )

    def handle(self, *_: Any, file: Path | None, with_keys: bool, verbosity: int = 1, **__: Any) -> None:
        """Makes it."""
        if file is None:
            folder = Path(settings.GONGKAI_BACKUP_DIR or settings.GONGKAI_HOME / "backups")
            file = folder / f"gongkai-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
        told = self.stderr.write if verbosity > 1 else (lambda _text: None)
        try:
            made = make(file, by=Actor.system("命令行"), with_keys=with_keys, told=told)
        except BackupError as error:
            raise CommandError(str(error)) from None
        size = f"{made.size / 1024 / 1024:.1f} MB" if made.size >= 1 << 20 else f"{made.size / 1024:.0f} KB"
        self.stdout.write(f"已备份到{made.path}：{made.rows}行，{made.files}个文件，{size}。")
        if not with_keys:
            self.stdout.write("备份里没有密钥。请把数据文件夹里的keys.json另行保管，没有它，个人信息无法解读。")
