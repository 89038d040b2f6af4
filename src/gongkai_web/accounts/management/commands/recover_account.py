"""The way back in where the last security administrator has lost his password or his second factor."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from gongkai_web.accounts import actions
from gongkai_web.accounts.models import User
from gongkai_web.common.actor import Actor


class Command(BaseCommand):
    """For whoever may use the server's own command line; it is in the log and the person is told."""

    help = "为账号发一个设置口令的一次性链接，解除锁定；加 --second-factor 同时重置第二因素"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The account, and whether the second factor goes too."""
        parser.add_argument("account")
        parser.add_argument("--second-factor", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the link. Raises CommandError for an account that is not there or is deactivated."""
        user = User.objects.officers().called(options["account"])
        if user is None:
            raise CommandError("没有这个工作人员账号。")
        by = Actor.system("服务器命令行")
        try:
            actions.unlock(user, by=by)
            if options["second_factor"] and Authenticator.objects.filter(user=user).exists():
                actions.reset_second_factor(user, by=by)
            link = actions.invite(user, by=by)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(link or "链接已发给本人。")
        if link and not os.environ.get("GONGKAI_URL"):
            self.stderr.write("没有设GONGKAI_URL，链接里的主机和端口按默认写；打不开时换成网站实际的地址。")
