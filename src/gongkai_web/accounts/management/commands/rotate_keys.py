"""Writes personal data with a new key. It stands here, above the log, in which it is noted."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.common.crypto import Undecipherable, new_key
from gongkai_web.common.rotation import BATCH, rotate


class Command(BaseCommand):
    """Put the new key before the old ones in GONGKAI_DATA_KEYS, restart, run this, then take the old ones out."""

    help = "用第一把数据密钥重写全部个人信息；可以中断，再次运行即接着做"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One that only makes a key, one for the size of a batch."""
        parser.add_argument("--new", action="store_true", help="只生成并显示一把新密钥，不做任何改动")
        parser.add_argument("--batch", type=int, default=BATCH, help="每批多少行")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrites, says what it did. Raises CommandError where a value's key is missing."""
        if options["new"]:
            self.stdout.write(new_key())
            return
        done: Counter[str] = Counter()
        try:
            for name, count in rotate(max(1, options["batch"])):
                done[name] += count
                self.stdout.write(f"{name}：已重写{done[name]}行")
        except Undecipherable as error:
            raise CommandError(
                f"有的内容是用编号{error}的密钥封存的，现有的密钥打不开。请把那把密钥补到最后再运行。"
            ) from None
        finally:
            if done:
                record("keys.rotate", by=Actor.system("更换数据密钥"), after=dict(done))
        if not done:
            self.stdout.write("全部内容都已用第一把密钥封存。")
        if len(settings.GONGKAI_DATA_KEYS) > 1:
            self.stdout.write("现在可以从 GONGKAI_DATA_KEYS 中去掉其余的密钥。已有的备份仍需旧密钥，请妥善保管。")
