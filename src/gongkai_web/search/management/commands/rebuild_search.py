"""``gongkai manage rebuild_search``: enters everything public anew, while the search goes on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gongkai_web.search.sources import rebuild


class Command(BaseCommand):
    """See the module."""

    help = "重建检索：把全部公开的内容重新编入检索，期间照常检索。"

    def handle(self, *_: Any, **__: Any) -> None:
        """Says how many entries there are."""
        self.stdout.write(f"检索已重建，共{rebuild()}条。")
