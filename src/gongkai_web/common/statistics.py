"""What the planner of the database knows about its tables.

PostgreSQL gathers it by itself (autovacuum). SQLite never does: without it a person is looked for among all requests of
the agency, however good the index of names is.
"""

from __future__ import annotations

from django.db import connections

__all__ = ["gather"]

_ROWS = 1000
"""Rows of each index that are looked at: enough to tell a good index from a bad one, in less than a second."""


def gather(using: str = "default", table: str = "") -> bool:
    """Tells SQLite how its tables, or one of them, are filled; False where the database does that by itself."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_ROWS}")
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}" if table else "ANALYZE")
    return True
