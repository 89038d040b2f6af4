"""The app `info_requests`."""

from __future__ import annotations

from django.apps import AppConfig


class InfoRequestsConfig(AppConfig):
    """Applications for government information, from receipt to archive."""

    name = "gongkai_web.info_requests"
    label = "info_requests"
    verbose_name = "依申请公开"
