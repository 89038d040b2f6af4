"""The database brought to the state this version needs; what is wrong with it told in one line."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gongkai_web.running.problems import CannotStart

__all__ = ["check_connection", "migrate"]

_LOCK = 0x676F6E67
"""Held in PostgreSQL while migrating, so that two machines that start at once do it one after the other ("gong")."""


def _where() -> str:
    """The database for people, without the password."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite {told['NAME']}"
    return f"PostgreSQL {told['HOST'] or '本机'}{':' + str(told['PORT']) if told['PORT'] else ''}/{told['NAME']}"


def _said(error: Exception) -> str:
    """The first line of what the database said."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def check_connection() -> None:
    """Raises CannotStart where the database does not answer, or is no database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        raise CannotStart(f"用不了数据库（{_where()}）：{_said(error)}") from error


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


class _BetweenMigrations(Migrate):
    """Ends on SIGTERM between two migrations: one of Wagtail's is no single transaction and would stay half done."""

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Looks for the signal. Raises SystemExit."""
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success" and signal.SIGTERM in signal.sigpending():
            raise SystemExit(128 + signal.SIGTERM)  # once it is let through, the signal itself ends the process


@contextmanager
def _held_back() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begun() -> Path | None:
    """Stands beside a new SQLite file until it has all its tables; None for PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    file = Path(connection.settings_dict["NAME"])
    return file.with_name(f"{file.name}.unfinished")


def _has_people() -> bool:
    with connection.cursor() as cursor:
        if "accounts_user" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
        return cursor.fetchone() is not None


def _start_over() -> None:
    """Takes away a new SQLite file that was cut off while it got its tables: power, kill -9. Nobody was in it yet."""
    begun = _begun()
    if begun is None or not begun.exists() or _has_people():
        return
    connection.close()
    file = Path(connection.settings_dict["NAME"])
    for part in (file, *(file.with_name(f"{file.name}-{end}") for end in ("wal", "shm", "journal"))):
        part.unlink(missing_ok=True)


def _note_begin() -> None:
    begun = _begun()
    if begun is not None and not connection.introspection.table_names():
        begun.touch(mode=0o600)


def _note_end() -> None:
    if begun := _begun():
        begun.unlink(missing_ok=True)


def migrate() -> int:
    """Applies the migrations that are missing; how many. Raises CannotStart where one fails or the data is newer.

    A SIGTERM that comes meanwhile waits for the migration that runs.
    """
    with _held_back(), _alone():
        _start_over()
        executor = MigrationExecutor(connection)
        ours = {config.label for config in apps.get_app_configs() if config.name.startswith("gongkai_web.")}
        known = set(executor.loader.disk_migrations)
        newer = sorted(f"{a}.{n}" for a, n in executor.loader.applied_migrations if a in ours and (a, n) not in known)
        if newer:
            raise CannotStart(
                f"数据库是由更新的版本建立的（{newer[0]}），本版本不能使用；请改用更新的版本，或恢复升级前的备份。"
            )
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            _note_begin()
            try:
                call_command(_BetweenMigrations(), interactive=False, verbosity=0, skip_checks=True)
            except (DatabaseError, ValueError, LookupError) as error:
                raise CannotStart(f"升级数据库（{_where()}）时出错：{_said(error)}") from error
        _note_end()
        return len(plan)
