"""The app `remedies`."""

from __future__ import annotations

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    """Reviews and lawsuits about disclosure."""

    name = "gongkai_web.remedies"
    label = "remedies"
    verbose_name = "行政复议和行政诉讼"
