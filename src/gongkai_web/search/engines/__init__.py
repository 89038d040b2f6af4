"""The engines: the database's own full text (SQLite FTS5, PostgreSQL), or OpenSearch by SEARCH_URL.

Each answers one question, which newest entries hold these words, and so tells nothing of how results are ordered
(``ranking.py``). What they get is words that are already cut, what they give is ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.db import connection

from gongkai_web.search.models import Entry

__all__ = ["MOST", "Engine", "Question", "engine"]

MOST = 1000
"""Results that are counted, put in order and paged through; nobody reads further."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words, all of which must be there (or any), in titles or anywhere; marks that must be there as well."""

    words: tuple[str, ...]
    marks: tuple[str, ...] = ()
    any_word: bool = False
    titles: bool = False
    prefix: bool = False  # the last word may be the beginning of one


class Engine(Protocol):
    """What the search asks of an engine."""

    def newest(self, question: Question, most: int = MOST) -> list[int]:
        """The ids of up to so many entries by their day, the newest first, those without a day last."""

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
