"""The columns that are searched by words, in an index of each database.

A request is wide with its sealed fields: to read the 2,500 of an agency for a word takes 5 ms and more. SQLite has the
columns beside each other in an index, 1 ms. PostgreSQL takes no more than 2,700 bytes into such an index; it has the
pairs of characters that stand side by side, each with its agency, in an inverted one. Neither index is one of the
model's, which both databases would get; after each ``migrate`` it is there again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db import connection, connections
from django.db.models import BooleanField, F, Func, Value
from django.utils import timezone

from gongkai_web.common.statistics import gather

__all__ = ["NAME", "holds", "holds_anywhere", "keep", "looks_anywhere", "pairs_anywhere", "pairs_of", "whole"]

NAME = "request_words"
_TABLE = "info_requests_inforequest"
_SEARCHED = ("agency_id", "title", "content", "document_number", "earlier_number")
_AGENCIES = "organisations_agency"
_FEW = 4
_OF_PAGE = 72
"""Bytes that PostgreSQL keeps for each page of the table in which something was found."""
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


class _HoldsAnywhere(Func):
    function = _FUNCTION
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        *columns, key = self.source_expressions
        sql, params = Func(*columns, function=self.function).as_sql(compiler, connection)
        return f"{sql} && ARRAY(SELECT id || ':' || %s::text FROM {_AGENCIES})", [*params, key.value]


def holds_anywhere(key: Any) -> Func:
    """Whether PostgreSQL's index has this key, which is without an agency, for a row of whatever agency."""
    return _HoldsAnywhere(*(F(name) for name in _SEARCHED), Value(key))


def looks_anywhere() -> bool:
    """Whether the index helps those who see all agencies: on PostgreSQL, as long as it all fits into ``work_mem``.

    Of more it remembers no rows but pages, and works out the pairs of every row on them: a minute for a word that
    stands everywhere, where to read the table takes a second. Asked once an hour.
    """
    return connection.vendor == "postgresql" and _fits(connection.settings_dict["NAME"], f"{timezone.now():%Y%m%d%H}")


@lru_cache(maxsize=4)
def _fits(_database: str, _hour: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpages::bigint * %s <= (SELECT setting::bigint * 1024 FROM pg_settings WHERE name = 'work_mem')"
            " FROM pg_class WHERE oid = %s::regclass",
            [_OF_PAGE, _TABLE],
        )
        return bool(cursor.fetchone()[0])


def pairs_anywhere(words: Iterable[str]) -> list[str]:
    """Some of the pairs of a text with these words, whatever the agency: the longest words first, no more than few.

    Each is looked up once for each agency, and what is found is read to see whether it has the words.
    """
    found = dict.fromkeys(f"{first}{second}" for word in sorted(words, key=len) for first, second in pairwise(word))
    return list(found)[-_FEW:]


def pairs_of(words: Iterable[str], agency: int) -> list[str]:
    """The keys of a text with these words at an agency; none for words of one character."""
    return sorted({f"{agency}:{first}{second}" for word in words for first, second in pairwise(word)})


def whole(number: str, agency: int) -> list[str]:
    """The key of a request with that number of a document, or that earlier number, at an agency."""
    return [f"{agency}:={number}"]
