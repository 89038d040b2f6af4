"""The app `calendars`."""

from __future__ import annotations

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """The working days that the whole site counts by."""

    name = "gongkai_web.calendars"
    label = "calendars"
    verbose_name = "工作日"

    def ready(self) -> None:
        """Lets the site refuse to start where the file of GONGKAI_NOTICES cannot be read."""
        from gongkai_web.calendars import checks

        checks.connect()
