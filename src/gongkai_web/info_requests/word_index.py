"""The columns that are searched by words, in an index of each database.

A request is wide with its sealed fields: to read the 2,500 of an agency for a word takes 5 ms and more. SQLite has the
columns beside each other in an index, 1 ms. PostgreSQL takes no more than 2,700 bytes into such an index; it has the
pairs of characters that stand side by side, each with its agency, in an inverted one. Neither index is one of the
model's, which both databases would get; after each ``migrate`` it is there again.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db import connections
from django.db.models import BooleanField, F, Func, Value

from gongkai_web.common.statistics import gather

__all__ = ["NAME", "holds", "keep", "pairs_of", "whole"]

NAME = "request_words"
_TABLE = "info_requests_inforequest"
_SEARCHED = ("agency_id", "title", "content", "document_number", "earlier_number")
_SQLITE = f"CREATE INDEX {NAME} ON {_TABLE} ({', '.join(_SEARCHED)}, practice)"
_FUNCTION = "request_pairs_1"
"""Another number when what it gives changes: the index is made anew then."""
_POSTGRESQL = (
    # Its cost keeps the planner from asking it row by row.
    f"""CREATE OR REPLACE FUNCTION {_FUNCTION}
        (agency bigint, title varchar, content text, document varchar, earlier varchar) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
        SELECT array_agg(DISTINCT agency || ':' || one) FROM (
            SELECT first || lead(first) OVER (PARTITION BY part ORDER BY place) AS one
            FROM (VALUES (1, title), (2, content)) AS texts (part, words),
                LATERAL unnest(string_to_array(words, NULL)) WITH ORDINALITY AS letters (first, place)
            UNION ALL SELECT '=' || document WHERE document <> ''
            UNION ALL SELECT '=' || earlier WHERE earlier <> ''
        ) AS pairs WHERE one IS NOT NULL
    $$""",
    # What waits to be sorted in is read by every search: as little of it as can be.
    f"""CREATE INDEX {NAME} ON {_TABLE} USING gin ({_FUNCTION}({", ".join(_SEARCHED)}))
    WITH (gin_pending_list_limit = 64)""",
)

_KNOWN = {
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = %s AND schemaname = current_schema()",
    "sqlite": "SELECT sql FROM sqlite_master WHERE name = %s",
}


def keep(*, using: str, **_: Any) -> None:
    """Makes the index where it is missing or not as it should be; listens to ``post_migrate``."""
    database = connections[using]
    with database.cursor() as cursor:
        if _TABLE not in database.introspection.table_names(cursor):
            return  # migrated back to before the table
        cursor.execute(_KNOWN[database.vendor], [NAME])
        known = cursor.fetchone()
        if known and (known[0] == _SQLITE or f"{_FUNCTION}(" in known[0]):
            return
        if known:
            cursor.execute(f"DROP INDEX {NAME}")  # of an earlier version
        for statement in _POSTGRESQL if database.vendor == "postgresql" else (_SQLITE,):
            cursor.execute(statement)
    # An index that is not known to be bad for anything else would be taken for everything of an agency.
    gather(using, _TABLE)


class _Holds(Func):
    function = _FUNCTION
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        *columns, keys = self.source_expressions
        sql, params = Func(*columns, function=self.function).as_sql(compiler, connection)
        return f"{sql} @> %s::text[]", [*params, keys.value]


def holds(keys: Any) -> Func:
    """Whether PostgreSQL's index has all of these keys for a row: a list, or what stands for it in a kept query."""
    return _Holds(*(F(name) for name in _SEARCHED), Value(keys))


def pairs_of(words: Iterable[str], agency: int) -> list[str]:
    """The keys of a text with these words at an agency; none for words of one character."""
    return sorted({f"{agency}:{first}{second}" for word in words for first, second in pairwise(word)})


def whole(number: str, agency: int) -> list[str]:
    """The key of a request with that number of a document, or that earlier number, at an agency."""
    return [f"{agency}:={number}"]
