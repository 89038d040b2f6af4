"""The app `search`."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search over everything public."""

    name = "gongkai_web.search"
    label = "search"
    verbose_name = "检索"
