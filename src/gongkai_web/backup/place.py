"""The database that a restore fills: a new file that takes the old one's name, or one transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from gongkai_web.audit import triggers
from gongkai_web.backup.errors import BackupError

__all__ = ["is_empty", "replaced", "require_stopped"]

_RUNNING = "站点还在运行，数据库正被使用；请先停止站点和定时任务，再恢复"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""Which may be why a back-up is put back."""
_PATIENCE = 5
"""Seconds until a PostgreSQL server has noticed that a client was killed."""


def is_empty() -> bool:
    """True where nobody has begun to use the site: no tables, or no account and no agency in them.

    A database that cannot be read is not empty.
    """
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    try:
        tables = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for name in tables & {"accounts_user", "organisations_agency"}:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")
                if cursor.fetchone():
                    return False
    except DatabaseError:
        if connection.vendor == "sqlite":
            return False
        raise
    return True


def require_stopped() -> None:
    """Raises BackupError while somebody else has the database open: the site, its worker, its scheduler."""
    if connection.vendor == "sqlite":
        connection.close()
        _stop_old(Path(connection.settings_dict["NAME"]))
        return
    end = time.monotonic() + _PATIENCE
    while others := _others():
        if time.monotonic() > end:
            raise BackupError(f"{_RUNNING}（还有{others}个连接）")
        time.sleep(0.2)


def _others() -> int:
    """How many other clients are connected to this PostgreSQL database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def replaced(at_last: Callable[[], None]) -> Iterator[None]:
    """Inside, the site's connection leads to an empty database; when all went well it is the site's.

    ``at_last`` is called when the new one is complete, just before it takes the old one's place. When something fails,
    or the process is killed, the old one stays as it was. Raises BackupError while the site runs.
    """
    if connection.vendor == "sqlite":
        with _new_file(at_last):
            yield
    else:
        with transaction.atomic():
            _drop_everything()
            yield
            at_last()


@contextmanager
def _new_file(at_last: Callable[[], None]) -> Iterator[None]:
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
        at_last()
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
        if old.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise BackupError(_RUNNING)
    except sqlite3.DatabaseError as error:
        kind = error.sqlite_errorcode & 0xFF
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupError(_RUNNING) from error
        if kind not in _DAMAGED:
            raise BackupError(f"没有恢复，不能写入：{error}") from error
    finally:
        old.close()
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
