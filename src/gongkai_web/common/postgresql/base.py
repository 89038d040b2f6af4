"""Django's PostgreSQL, which also keeps statements on the server and knows without asking that it is still there."""

from __future__ import annotations

import select
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg.adapt import Dumper
from psycopg.pq import ConnStatus
from psycopg.types.numeric import Int8

__all__ = ["DatabaseWrapper", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Stands in a statement for a value that comes later."""

    number: int


class _PlaceDumper(Dumper):
    def dump(self, obj: Place) -> bytes:
        raise NotImplementedError  # never sent as a value

    def quote(self, obj: Place) -> bytes:
        return b"$%d" % obj.number


class _KeptCursor(psycopg.RawCursor[Any]):
    """Lets the server plan each statement once; places are $1, $2."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        # Of one size, or the server would keep a statement for each size of number.
        values = [Int8(value) if type(value) is int else value for value in params or ()]
        return super().execute(query, values, prepare=True)


class _Operations(DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """What is written down where queries are counted; psycopg does not remember a kept statement."""
        return super().last_executed_query(cursor, sql, params) or f"{sql} {params}"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection. Its option ``prepare_threshold`` says whether it keeps statements: not behind a pooler."""

    ops_class = _Operations

    @property
    def keeps_statements(self) -> bool:
        """Whether ``kept_cursor`` may be used."""
        return self.settings_dict["OPTIONS"].get("prepare_threshold") is not None

    def with_places(self, sql: str, params: Sequence[Any]) -> str:
        """The statement with all parameters written into it, but for each Place its number."""
        self.ensure_connection()
        cursor = psycopg.ClientCursor(self.connection)
        cursor.adapters.register_dumper(Place, _PlaceDumper)
        return str(cursor.mogrify(sql, params))

    def kept_cursor(self) -> Any:
        """A cursor for statements made by ``with_places``."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        return self._prepare_cursor(_KeptCursor(self.connection))

    def is_usable(self) -> bool:
        """Whether the connection stands, as far as the operating system knows.

        Asked before each page. Django asks the server, which costs as much as a query; a server that went away has
        closed the connection or said so, and then there is something to read. Then, and after an error, it is asked.
        """
        if self.connection is None:
            return False
        if self.connection.pgconn.status != ConnStatus.OK:
            return False
        waiting = select.poll()
        waiting.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(super().is_usable()) if self.errors_occurred or waiting.poll(0) else True
