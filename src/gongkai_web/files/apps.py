"""The app `files`."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The original kept, a cleaned copy published, who may download."""

    name = "gongkai_web.files"
    label = "files"
    verbose_name = "文件"
