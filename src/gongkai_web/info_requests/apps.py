"""The app `info_requests`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from gongkai_web.info_requests.word_index import keep


class InfoRequestsConfig(AppConfig):
    """Applications for government information, from receipt to archive."""

    name = "gongkai_web.info_requests"
    label = "info_requests"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        """Follows the calendar; says whose folders of the storage are its own; keeps an index."""
        import_module("gongkai_web.info_requests.following")
        import_module("gongkai_web.info_requests.folders")
        post_migrate.connect(keep, sender=self, dispatch_uid="info_requests.word_index")
