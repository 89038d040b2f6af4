"""``gongkai manage restore``: a back-up put back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai_web.backup.errors import BackupError
from gongkai_web.backup.restore import check, restore
from gongkai_web.common.actor import Actor


class Command(BaseCommand):
    """Status 1 where nothing was restored; then everything is as it was before."""

    help = "从备份文件恢复全站；SQLite的备份可以恢复到PostgreSQL，反之亦可"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where."""
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--force", action="store_true", help="覆盖这里已有的数据和文件")
        parser.add_argument("--check", action="store_true", help="只核对备份文件是否完整，什么都不改动")

    def handle(self, *_: Any, file: Path, force: bool, check: bool, verbosity: int = 1, **__: Any) -> None:
        """Puts it back, or only checks it."""
        told = self.stderr.write if verbosity > 1 else (lambda _text: None)
        try:
            if check:
                self._check(file)
                return
            done = restore(file, by=Actor.system("命令行"), force=force, told=told)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"已恢复{done.rows}行、{done.files}个文件，逐表核对与备份一致。所有人需要重新登录。")
        for warning in done.warnings:
            self.stdout.write(f"注意：{warning}")
        for name, count in sorted(done.missing_keys.items()):
            self.stdout.write(
                f"注意：有{count}项加密内容需要密钥{name}，这里没有。"
                "请把原站点的keys.json放回数据文件夹（或设GONGKAI_DATA_KEYS），再启动站点。"
            )

    def _check(self, file: Path) -> None:
        manifest = check(file)
        rows = sum(said["rows"] for said in manifest["tables"].values())
        keys = "，含密钥" if manifest["keys"] else ""
        self.stdout.write(
            f"备份文件完整：{manifest['made_at']}由{manifest['program']}版从{manifest['database']}制作，"
            f"{rows}行，{manifest['files']}个文件{keys}。"
        )
