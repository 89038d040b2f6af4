"""The app `jobs`."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work by the clock."""

    name = "gongkai_web.jobs"
    label = "jobs"
    verbose_name = "定时任务"
