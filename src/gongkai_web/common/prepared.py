"""Queries that are put together once and asked with other values each time.

For what every page asks: Django takes ten times as long to put a small query together as the database to answer it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable
from datetime import date, timedelta
from functools import lru_cache, wraps
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value

__all__ = ["counted", "prepared"]

_FIRST_ID = -1_000_001
_FIRST_DAY = date(1, 1, 1)
_KEPT = 256


def _blank(kind: str, place: int) -> int | date:
    """A value that no row has, to be found again among the parameters."""
    return _FIRST_DAY + timedelta(place) if kind == "date" else _FIRST_ID - place


def prepared(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[tuple[Any, ...]]]:
    """Makes of a function that gives a ``values_list`` one that gives its rows, as the database has them.

    Parameters annotated ``int`` or ``date`` are filled in each time; the others must be hashable, and for each of their
    values a query is kept. A filled-in value is compared with a column and nothing else: the query must not hang on it.
    """
    kinds = {name: str(one.annotation) for name, one in inspect.signature(build).parameters.items()}
    blanks = {name: _blank(kind, at) for at, (name, kind) in enumerate(kinds.items()) if kind in ("int", "date")}

    @lru_cache(maxsize=_KEPT)
    def put_together(vendor: str, others: tuple[tuple[str, Hashable], ...]) -> tuple[str, tuple[Any, ...]]:
        sql, params = build(**blanks, **dict(others)).query.get_compiler(connection=connection).as_sql()
        return sql, tuple(params)

    @wraps(build)
    def ask(**given: Any) -> list[tuple[Any, ...]]:
        others = tuple((name, given[name]) for name in kinds if name not in blanks)
        sql, params = put_together(connection.vendor, others)
        values: dict[Any, Any] = {}
        for name, blank in blanks.items():
            value = given[name]
            values[blank] = value
            if isinstance(blank, date):
                values[blank.isoformat()] = value.isoformat()  # as SQLite is given it
        with connection.cursor() as cursor:
            cursor.execute(sql, [values.get(one, one) if isinstance(one, int | str | date) else one for one in params])
            return cursor.fetchall()

    return ask


def counted(rows: QuerySet[Any], **wanted: Q) -> QuerySet[Any]:
    """A query of one row: how many of the rows there are, or with conditions how many fulfil each."""
    counts = {name: Count("pk", filter=one) for name, one in wanted.items()} or {"count": Count("pk")}
    return rows.order_by().annotate(all_in_one=Value(1)).values("all_in_one").annotate(**counts).values_list(*counts)
