"""The database that a restore fills: a new file that takes the old one's name, or one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from gongkai_web.audit import triggers
from gongkai_web.backup.errors import BackupError

__all__ = ["is_empty", "replaced"]


def is_empty() -> bool:
    """True where nobody has begun to use the site: no tables, or no account and no agency in them."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in ("accounts_user", "organisations_agency"):
            if name in tables:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")
                if cursor.fetchone():
                    return False
    return True


@contextmanager
def replaced() -> Iterator[None]:
    """Inside, the site's connection leads to an empty database; when all went well it is the site's.

    When something fails, or the process is killed, the old one stays as it was. Raises BackupError while the site runs.
    """
    if connection.vendor == "sqlite":
        with _new_file():
            yield
    else:
        with transaction.atomic():
            _drop_everything()
            yield


@contextmanager
def _new_file() -> Iterator[None]:
    path = Path(connection.settings_dict["NAME"])
    fresh = path.with_name(f"{path.name}.restoring")
    _remove(fresh)
    connection.close()
    connection.settings_dict["NAME"] = str(fresh)
    try:
        connection.disable_constraint_checking()
        yield
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        connection.settings_dict["NAME"] = str(path)
        _stop_old(path)
        fresh.chmod(0o600)
        fresh.replace(path)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(path)
        _remove(fresh)


def _stop_old(path: Path) -> None:
    """Makes sure that nobody has the old file open, and folds its journal into it: it must not meet the new file."""
    if not path.exists():
        _remove(path)
        return
    old = sqlite3.connect(path, timeout=2, isolation_level=None)
    try:
        # Leaving WAL needs the file for oneself alone.
        mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.Error:
        mode = ""
    finally:
        old.close()
    if mode != "delete":
        raise BackupError("站点还在运行，数据库正被使用；请先停止站点和定时任务，再恢复")
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _drop_everything() -> None:
    """All tables of the schema; comes back when the transaction fails."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        for name in tables:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")
    triggers.remove(connection)
