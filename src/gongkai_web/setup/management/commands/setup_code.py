"""Prints the one-time code of the first start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai_web.setup.codes import issue
from gongkai_web.setup.state import is_set_up


class Command(BaseCommand):
    """For those who start the site otherwise than by `gongkai serve`."""

    help = "显示首次启用的启用码"

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints it. Raises CommandError on a site that has been set up."""
        if is_set_up():
            raise CommandError("本站已启用，不再需要启用码。")
        self.stdout.write(issue(settings.GONGKAI_HOME))
