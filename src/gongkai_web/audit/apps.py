"""The app `audit`."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


def _guard(*, using: str, **_: Any) -> None:
    """Puts the triggers back: SQLite loses them when a migration builds the table anew."""
    from gongkai_web.audit import triggers

    connection = connections[using]
    if "audit_event" in connection.introspection.table_names() and triggers.missing(connection):
        triggers.remove(connection)
        triggers.install(connection)


class AuditConfig(AppConfig):
    """Append-only events, hash-chained."""

    name = "gongkai_web.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """Reads each app's ``events.py``, where it says its verbs in Chinese."""
        autodiscover_modules("events")
        post_migrate.connect(_guard, sender=self, dispatch_uid="audit-triggers")
