"""The app `setup`."""

from __future__ import annotations

from django.apps import AppConfig


class SetupConfig(AppConfig):
    """The first start: region, first agency, first administrator, on one page that is there once."""

    name = "gongkai_web.setup"
    label = "setup"
    verbose_name = "首次启用"
