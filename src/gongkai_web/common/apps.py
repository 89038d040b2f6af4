"""The app `common`."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from gongkai_web.common.index_key import keep


class CommonConfig(AppConfig):
    """Personal fields, masks, rate limits, words for search: what every app stands on."""

    name = "gongkai_web.common"
    label = "common"
    verbose_name = "共用"

    def ready(self) -> None:
        """Sees to it that the key of the hashes is there before anybody asks."""
        post_migrate.connect(keep, sender=self, dispatch_uid="common.index_key")
