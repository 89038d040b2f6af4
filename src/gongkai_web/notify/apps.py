"""The app `notify`."""

from __future__ import annotations

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Mail, SMS and the inbox; every message has a delivery state."""

    name = "gongkai_web.notify"
    label = "notify"
    verbose_name = "消息"
