"""The search index: built when it is missing, or when another version of the site wrote it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from gongkai import __version__

__all__ = ["build_missing", "rebuild"]


def _wanted() -> str:
    """What an index depends on, beside the rows: the engine, its address without who logs in there, our version."""
    engine = settings.WAGTAILSEARCH_BACKENDS["default"]
    database = settings.DATABASES["default"]
    place = engine["HOSTS"][0] if "HOSTS" in engine else {"host": database.get("HOST", ""), "port": database["NAME"]}
    return f"{engine['BACKEND']} {place['host']} {place['port']} {__version__}"


def rebuild() -> None:
    """Writes the index anew from all rows that can be searched."""
    call_command("update_index", verbosity=0)


def build_missing(stamp: Path) -> bool:
    """Rebuilds the index unless ``stamp`` says that it is there already; True when it did."""
    wanted = _wanted()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    rebuild()
    stamp.write_text(wanted, encoding="utf-8")
    return True
