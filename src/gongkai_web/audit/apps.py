"""The app `audit`."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only events, hash-chained."""

    name = "gongkai_web.audit"
    label = "audit"
    verbose_name = "审计"
