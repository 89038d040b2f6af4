"""The search index: built when it is missing, or when another version of the site wrote it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from opensearchpy.exceptions import OpenSearchException

from gongkai import __version__
from gongkai_web.search import sources

__all__ = ["build_missing"]


def _wanted() -> str:
    """What an index depends on, beside the rows: the engine, its address without who logs in there, our version."""
    if settings.GONGKAI_SEARCH_URL:
        parts = urlsplit(settings.GONGKAI_SEARCH_URL)
        return f"opensearch {parts.hostname} {parts.port}{parts.path} {__version__}"
    database = settings.DATABASES["default"]
    return f"{database['ENGINE']} {database.get('HOST', '')} {database['NAME']} {__version__}"


def build_missing(stamp: Path) -> str:
    """Rebuilds the index unless ``stamp`` says that it is there already; what the person at the console should know.

    Without OpenSearch the site works but for its search: it starts all the same, and the next start tries again.
    """
    wanted = _wanted()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    try:
        sources.rebuild()
    except OpenSearchException as error:
        said = type(error).__name__
        return f"检索引擎没有应答（{said}），检索暂不可用；恢复后请重新启动，或运行 gongkai manage rebuild_search。"
    stamp.write_text(wanted, encoding="utf-8")
    return ""
