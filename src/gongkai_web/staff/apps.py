"""The app `staff`."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The back office: its shell, its home, and the screens of administrators."""

    name = "gongkai_web.staff"
    label = "staff"
    verbose_name = "后台"
