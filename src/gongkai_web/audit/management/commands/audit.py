"""``gongkai manage audit``: verify, export, archive, archives, seal."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai_web.audit import archives, seals
from gongkai_web.audit.actions import record
from gongkai_web.audit.archive import BrokenChain, archive_year, ripe_years
from gongkai_web.audit.export import FORMATS, TooMany, export
from gongkai_web.audit.queries import Asked
from gongkai_web.audit.verify import verify
from gongkai_web.common.actor import Actor

_BY = Actor.system("命令行")


class Command(BaseCommand):
    """Status 0 where all is well, 1 where the chain is broken, 2 for input that cannot be used."""

    help = "审计记录：校验（verify）、导出（export）、归档（archive）、查看归档（archives）、封存链尾（seal）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A subcommand for each thing to do."""
        kinds = parser.add_subparsers(dest="what", required=True, metavar="verify|export|archive|archives|seal")
        proving = kinds.add_parser("verify", help="校验整条审计链，含归档；有问题时退出码为1")
        proving.add_argument("--json", action="store_true", dest="as_json", help="以JSON输出")
        out = kinds.add_parser("export", help="按期间、机关、人员导出")
        out.add_argument("file", type=Path, help="写到哪个文件；按后缀为jsonl、csv或xlsx")
        out.add_argument("--since", type=date.fromisoformat, help="起（2026-01-01）")
        out.add_argument("--until", type=date.fromisoformat, help="止，含当日")
        out.add_argument("--agency", default="", help="机关代码")
        out.add_argument("--person", default="", help="账号或姓名")
        out.add_argument("--verb", default="", help="动作")
        old = kinds.add_parser("archive", help="把过了保留期的年份移入归档文件")
        old.add_argument("--year", type=int, help="只到这一年；不写则为所有可归档的年份")
        kinds.add_parser("archives", help="列出归档文件")
        kinds.add_parser("seal", help="把链尾写到数据库之外，供日后校验")

    def handle(self, *_: Any, what: str, **options: Any) -> None:
        """Does it."""
        getattr(self, f"_{what}")(**options)

    def _verify(self, *, as_json: bool, **_: Any) -> None:
        proof = verify()
        record("audit.verify", by=_BY, success=proof.holds, after={"结果": proof.said()})
        if as_json:
            breaks = [{"number": found.number, "what": found.what} for found in proof.breaks]
            told = {"archived": proof.archived, "kept": proof.kept, "breaks": breaks}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(proof.said())
            for found in proof.breaks:
                self.stdout.write(f"  {found.what}")
        if not proof.holds:
            sys.exit(1)

    def _export(self, *, file: Path, **options: Any) -> None:
        form = file.suffix.lstrip(".")
        if form not in FORMATS:
            raise CommandError(f"文件名应以{'、'.join(f'.{name}' for name in FORMATS)}结尾", returncode=2)
        asked = Asked(**{name: options[name] for name in ("since", "until", "agency", "person", "verb")})
        try:
            count, _ = export(asked, form, by=_BY, to=file)
        except TooMany as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError as error:
            raise CommandError(f"{file}不能写入：{error.strerror}", returncode=2) from None
        self.stdout.write(f"已导出{count}条到{file}")

    def _archive(self, *, year: int | None, **_: Any) -> None:
        years = ripe_years(timezone.now())
        if year is not None and year not in years:
            raise CommandError(f"{year}年的审计记录没有可归档的，或者还在保留期内", returncode=2)
        for ripe in years if year is None else [year]:
            try:
                made = archive_year(ripe, by=_BY)
            except (BrokenChain, archives.DamagedArchive) as error:
                raise CommandError(f"{ripe}年没有归档，审计链有问题：{error}") from None
            except OSError as error:
                raise CommandError(f"{ripe}年没有归档，不能写入{archives.folder()}：{error.strerror}") from None
            if made:
                self.stdout.write(f"{made.file}：第{made.first}条至第{made.last}条，共{made.count}条")
        if not years:
            self.stdout.write("没有过了保留期的审计记录。")

    def _archives(self, **_: Any) -> None:
        try:
            found = archives.listed()
        except archives.DamagedArchive as error:
            raise CommandError(str(error)) from None
        for made in found:
            self.stdout.write(f"{made.file}  {made.count}条  {made.since}—{made.until}  SM3 {made.sm3}")
        if not found:
            self.stdout.write("没有归档文件。")

    def _seal(self, **_: Any) -> None:
        made = seals.seal()
        self.stdout.write(f"第{made.number}条  {made.hash}" if made else "链尾已经封存。")
