"""The structure of a database at the state of a back-up, and forward to this version's."""

from __future__ import annotations

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from gongkai_web.backup.errors import BackupError

__all__ = ["as_it_was", "forward", "known"]

Nodes = set[tuple[str, str]]


def known(applied: Nodes) -> None:
    """Raises BackupError for a back-up of a newer version, whose structure this one does not know."""
    graph = MigrationLoader(None).graph  # without the database, which may be damaged
    replaced = {name for node in graph.nodes.values() if node for name in node.replaces}
    if unknown := sorted(applied - set(graph.nodes) - replaced):
        app, name = unknown[0]
        raise BackupError(f"备份来自更新的版本（有本版本没有的{app}.{name}），请先升级再恢复")


def as_it_was(applied: Nodes) -> Apps:
    """Builds the tables as they were when the back-up was made; the models of that state."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    wanted = {node for node in applied if node in graph.nodes}
    # The last of each app: all before it come with it.
    targets = sorted(
        node for node in wanted
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    )  # fmt: skip
    executor.migrate(targets)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Migrations leave constraints checked at once for the rest of the transaction; rows come in any order.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return executor.loader.project_state(targets).apps


def forward() -> None:
    """Brings the tables to this version, with what every migration leaves behind it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks pending cannot be altered
    call_command("migrate", verbosity=0, interactive=False)
