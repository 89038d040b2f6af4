"""Queries that are put together once and asked with other values each time.

For what every page asks: Django takes ten times as long to put a small query together as the database to answer it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from functools import lru_cache, wraps
from typing import Any, NewType

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.query import ModelIterable

from gongkai_web.common.objects import maker

__all__ = ["PutTogether", "Text", "blank", "counted", "prepared"]

Text = NewType("Text", str)
"""Annotates a parameter of ``prepared`` that is filled in each time."""
_FIRST_ID = -1_000_001
_FIRST_DAY = date(1, 1, 1)
_KEPT = 256
_FILLED = ("int", "date", "Text")


def blank(kind: str, place: int) -> int | date | str:
    """What stands for a value of the kind ``int``, ``date`` or ``Text`` in a query that is kept: no row has it."""
    if kind == "date":
        return _FIRST_DAY + timedelta(place)
    return _FIRST_ID - place if kind == "int" else f"\x1a{place}"


class PutTogether:
    """A query as the database is given it, with blanks (``blank``) where each time other values stand.

    A value is compared with a column and nothing else: the query must not hang on it. PostgreSQL keeps the statement,
    and plans it once (``common/postgresql``). Objects come with what ``select_related`` and ``only`` say;
    ``prefetch_related`` is not known here.
    """

    def __init__(self, rows: QuerySet[Any], blanks: Mapping[str, int | date | str]) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self._empty, self._objects = False, None
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # nothing can fulfil it, such as one of no agencies
            self._empty = True
            return
        names: dict[Any, str] = {one: name for name, one in blanks.items()}
        self._days_as_text = connection.vendor == "sqlite"  # as SQLite keeps them
        names |= {one.isoformat(): name for one, name in names.items() if isinstance(one, date)}
        told = [names.get(one) if type(one) in (int, date, str) else None for one in params]
        self._kept = getattr(connection, "keeps_statements", False)
        if self._kept:
            from gongkai_web.common.postgresql.base import Place  # needs psycopg

            order = list(dict.fromkeys(name for name in told if name))
            places = [Place(order.index(name) + 1) if name else one for name, one in zip(told, params, strict=True)]
            self._sql = connection.with_places(sql, places)
            self._given: list[Any] = [None] * len(order)
            self._places = list(enumerate(order))
        else:
            self._sql, self._given = sql, [self._as_asked(one) for one in params]
            self._places = [(at, name) for at, name in enumerate(told) if name]
        if issubclass(rows._iterable_class, ModelIterable):
            self._objects = maker(compiler, compiler.get_converters([one for one, *_ in compiler.select]))

    def ask(self, values: Mapping[str, Any]) -> list[Any]:
        """The rows: objects of the model; of a ``values_list`` tuples, as the database has them."""
        if self._empty:
            return []
        params = self._given.copy()
        for at, name in self._places:
            params[at] = self._as_asked(values[name])
        with connection.kept_cursor() if self._kept else connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        return self._objects(rows) if self._objects else rows

    def _as_asked(self, value: Any) -> Any:
        return value.isoformat() if self._days_as_text and isinstance(value, date) else value


def prepared(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """Makes of a function that gives a query one that gives its rows (``PutTogether.ask``).

    Parameters annotated ``int``, ``date`` or ``Text`` are filled in each time; the others must be hashable, and for
    each of their values a query is kept.
    """
    kinds = {name: str(one.annotation) for name, one in inspect.signature(build).parameters.items()}
    blanks = {name: blank(kind, at) for at, (name, kind) in enumerate(kinds.items()) if kind in _FILLED}

    @lru_cache(maxsize=_KEPT)
    def put_together(vendor: str, others: tuple[tuple[str, Hashable], ...]) -> PutTogether:
        return PutTogether(build(**blanks, **dict(others)), blanks)

    @wraps(build)
    def ask(**given: Any) -> list[Any]:
        others = tuple((name, given[name]) for name in kinds if name not in blanks)
        return put_together(connection.vendor, others).ask(given)

    return ask


def counted(rows: QuerySet[Any], **wanted: Q) -> QuerySet[Any]:
    """A query of one row: how many of the rows there are, or with conditions how many fulfil each."""
    counts = {name: Count("pk", filter=one) for name, one in wanted.items()} or {"count": Count("pk")}
    return rows.order_by().annotate(all_in_one=Value(1)).values("all_in_one").annotate(**counts).values_list(*counts)
