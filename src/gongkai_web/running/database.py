"""The database brought to the state this version needs; what is wrong with it told in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
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


def migrate() -> int:
    """Applies the migrations that are missing; how many. Raises CannotStart where one fails or the data is newer."""
    with _alone():
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
            try:
                call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            except (DatabaseError, ValueError, LookupError) as error:
                raise CannotStart(f"升级数据库（{_where()}）时出错：{_said(error)}") from error
        return len(plan)
