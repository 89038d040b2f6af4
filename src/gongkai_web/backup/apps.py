"""The app `backup`."""

from __future__ import annotations

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """The whole site in one file, and back."""

    name = "gongkai_web.backup"
    label = "backup"
    verbose_name = "备份"
