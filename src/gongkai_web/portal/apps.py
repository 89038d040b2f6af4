"""The app `portal`."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The public site; it reads, it never writes."""

    name = "gongkai_web.portal"
    label = "portal"
    verbose_name = "门户"
