"""The app `common`."""

from __future__ import annotations

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Personal fields, masks, rate limits, words for search: what every app stands on."""

    name = "gongkai_web.common"
    label = "common"
    verbose_name = "共用"
