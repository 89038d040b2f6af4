"""The engines: the database's own full text (SQLite FTS5, PostgreSQL), or OpenSearch by SEARCH_URL.

Each has the same few methods; what they get is words that are already cut, what they give is ids in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from django.conf import settings
from django.db import connection

from gongkai_web.search.models import Entry

__all__ = ["Engine", "Found", "Question", "engine"]

MOST = 1000
"""Results that are counted and paged through; nobody reads further."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words, all of which must be there (or any), marks that must be there, and the order asked for."""

    words: tuple[str, ...]
    marks: tuple[str, ...] = ()
    any_word: bool = False
    newest: bool = False
    prefix: bool = False  # the last word may be the beginning of one, in titles only: for suggestions


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of entries in order, and how many there are; ``MOST`` stands for that many or more."""

    ids: list[int] = field(default_factory=list)
    count: int = 0


class Engine(Protocol):
    """What the search asks of an engine."""

    def find(self, question: Question, start: int, stop: int) -> Found:
        """The results from ``start`` up to ``stop``."""

    def put(self, entry: Entry) -> None:
        """Takes an entry in, or renews it."""

    def drop(self, number: int) -> None:
        """Forgets an entry."""

    def prepare(self) -> None:
        """Before everything is entered anew."""

    def finish(self) -> None:
        """After it."""


@cache
def _engine(url: str, vendor: str) -> Engine:
    if url:
        from gongkai_web.search.engines.opensearch import OpenSearchEngine

        return OpenSearchEngine(url)
    if vendor == "postgresql":
        from gongkai_web.search.engines.postgresql import PostgreSQLEngine

        return PostgreSQLEngine()
    from gongkai_web.search.engines.sqlite import SQLiteEngine

    return SQLiteEngine()


def engine() -> Engine:
    """The engine of the running site."""
    return _engine(settings.GONGKAI_SEARCH_URL, connection.vendor)
