"""The app `files`."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The original kept, a cleaned copy published, who may download."""

    name = "gongkai_web.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Lets public files be found."""
        from gongkai_web.files.findable import public_file
        from gongkai_web.files.models import StoredFile
        from gongkai_web.search.sources import follow

        follow(StoredFile, "file", public_file)
