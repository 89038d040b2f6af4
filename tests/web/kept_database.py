"""The migrated test database of SQLite, kept between runs: migrations take twenty seconds, copying it takes one.

Kept under the content of every migration there is, so that a changed one makes it anew. What follows migrations (the
guards of tables, permissions) is run on the copy as on a new database.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core import management
from django.db import connection

from gongkai_web.common.models import IndexKey

__all__ = ["begin_with_kept", "migrations_kept"]


def _place() -> Path:
    told = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.name):
        told.update(app.name.encode())
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            told.update(file.name.encode() + file.read_bytes())
    return Path(tempfile.gettempdir()) / f"gongkai-test-database-{os.getuid()}-{told.hexdigest()[:24]}.sqlite3"


def begin_with_kept(home: Path) -> None:
    """Puts the kept database into the data folder of a site that is about to be migrated, where there is one."""
    if _place().exists():
        shutil.copyfile(_place(), home / "gongkai.sqlite3")


@contextmanager
def migrations_kept() -> Iterator[None]:
    """Lets the first ``migrate`` begin with the kept database; keeps what it makes where there is none yet."""
    if connection.vendor != "sqlite":
        yield
        return
    place, call_command = _place(), management.call_command

    def migrate(name: str, *args: Any, **options: Any) -> Any:
        if name != "migrate":
            return call_command(name, *args, **options)
        management.call_command = call_command
        connection.ensure_connection()
        known = place.exists()
        if known:
            with closing(sqlite3.connect(place)) as kept:
                kept.backup(connection.connection)
        told = call_command(name, *args, **options)
        if not known:
            _keep(place)
        return told

    management.call_command = migrate
    try:
        yield
    finally:
        management.call_command = call_command


def _keep(place: Path) -> None:
    part = place.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(part)) as kept:
        connection.connection.backup(kept)
        # Sealed with a key of this run's data folder; what follows migrations makes another.
        kept.execute(f'DELETE FROM "{IndexKey._meta.db_table}"')
        kept.commit()
    part.replace(place)
