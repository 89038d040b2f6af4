"""The columns that are searched by words, beside each other in an index of SQLite.

A request is wide with its sealed fields: to read 2,500 of them for a word takes 5 ms, to read these columns in an index
1 ms. PostgreSQL takes no more than 2,700 bytes into such an index and reads the table. The index is not one of the
model's, which both databases would get; after each ``migrate`` it is there again.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from gongkai_web.common.statistics import gather

__all__ = ["NAME", "keep"]

NAME = "request_words"
_TABLE = "info_requests_inforequest"
_MADE = f"CREATE INDEX {NAME} ON {_TABLE} (agency_id, title, content, document_number, earlier_number, practice)"


def keep(*, using: str, **_: Any) -> None:
    """Makes the index where it is missing; listens to ``post_migrate``."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name IN (%s, %s)", [_TABLE, NAME])
        if [name for (name,) in cursor.fetchall()] != [_TABLE]:
            return  # there already, or migrated back to before the table
        cursor.execute(_MADE)
    # An index that is not known to be bad for anything else would be taken for everything of an agency.
    gather(using, _TABLE)
