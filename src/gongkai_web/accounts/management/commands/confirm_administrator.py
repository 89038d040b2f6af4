"""Confirms an administrator's account from the server, where no other administrator can: at first, there is but one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from gongkai_web.accounts import actions
from gongkai_web.accounts.models import User
from gongkai_web.common.actor import Actor


class Command(BaseCommand):
    """For whoever may use the server's own command line; it is in the log."""

    help = "向本人核实以后，确认一个管理员账号由本人掌握；还没有另一名管理员可以确认时使用"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The account."""
        parser.add_argument("account", help="管理员的账号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was confirmed. Raises CommandError where it cannot be."""
        user = User.objects.officers().called(options["account"])
        if user is None:
            raise CommandError("没有这个工作人员账号。")
        if not user.unconfirmed_by:
            raise CommandError("这个账号没有等待确认的事项。")
        try:
            actions.confirm_administrator(user, by=Actor.system("服务器命令行"))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"已确认：{user.name}（{user.username}）。")
