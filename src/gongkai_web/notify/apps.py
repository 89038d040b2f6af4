"""The app `notify`."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _lay_out_templates(using: str, **_: Any) -> None:
    """A row for each message that the apps ship, so that lists and forms have something to show."""
    from gongkai_web.notify.models import MessageTemplate
    from gongkai_web.notify.shipped import all_messages

    if MessageTemplate._meta.db_table not in connections[using].introspection.table_names():
        return  # migrated back to nothing
    rows = [MessageTemplate(key=key) for key in all_messages()]
    MessageTemplate.objects.using(using).bulk_create(rows, ignore_conflicts=True)


class NotifyConfig(AppConfig):
    """Mail, SMS and the inbox; every message has a delivery state."""

    name = "gongkai_web.notify"
    label = "notify"
    verbose_name = "消息"

    def ready(self) -> None:
        """Follows migrations."""
        post_migrate.connect(_lay_out_templates, sender=self)
