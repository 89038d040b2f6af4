"""The app `info_requests`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class InfoRequestsConfig(AppConfig):
    """Applications for government information, from receipt to archive."""

    name = "gongkai_web.info_requests"
    label = "info_requests"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        """Follows the calendar; says whose folders of the storage are its own."""
        import_module("gongkai_web.info_requests.following")
        import_module("gongkai_web.info_requests.folders")
