"""Django's SQLite, which puts a statement into SQLite's way of writing once and not each time that it is asked.

Django writes ``%s`` where SQLite wants ``?``, and goes through the whole text of a statement to change that. For one
that reads twenty tables it takes four times as long as SQLite takes to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

__all__ = ["DatabaseWrapper"]

_KEPT = 256
_LONGEST = 20_000
"""Characters; what is longer writes many rows at once, and does not come again."""


class _Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        if param_names is not None or len(query) > _LONGEST:
            return super().convert_query(query, param_names=param_names)
        return _with_question_marks(query)


@lru_cache(maxsize=_KEPT)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    def create_cursor(self, name: Any = None) -> _Cursor:
        """Django's cursor but for that."""
        return self.connection.cursor(factory=_Cursor)
