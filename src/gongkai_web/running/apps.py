"""The app `running`."""

from __future__ import annotations

from django.apps import AppConfig


class RunningConfig(AppConfig):
    """Starting, watching and stopping the site; it has no tables."""

    name = "gongkai_web.running"
    label = "running"
    verbose_name = "启动与运行"
