"""The app `files`."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The original kept, a cleaned copy published, who may download."""

    name = "gongkai_web.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Lets public files be found; says whose folders these are: its own, and that of long work below it."""
        from gongkai_web.files.findable import public_file
        from gongkai_web.files.models import StoredFile
        from gongkai_web.files.orphans import own
        from gongkai_web.files.store import FOLDER
        from gongkai_web.search.sources import follow

        follow(StoredFile, "file", public_file)
        own(FOLDER)
        own("work")
