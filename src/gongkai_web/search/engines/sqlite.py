"""SQLite's FTS5, an index beside the table that triggers keep (migration 0002)."""

from __future__ import annotations

from typing import Any

from django.db import connection

from gongkai_web.search.engines import MOST, Question
from gongkai_web.search.engines.database import DatabaseEngine, numbers

__all__ = ["SQLiteEngine"]

_TITLE, _BODY = 12.0, 1.0


class SQLiteEngine(DatabaseEngine):
    """See ``DatabaseEngine``."""

    def count(self, cursor: Any, question: Question) -> int:
        """Counted in the index alone."""
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM search_fts WHERE search_fts MATCH %s LIMIT %s)",
            [_match(question), MOST],
        )
        return int(cursor.fetchone()[0])

    def ranked(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By BM25."""
        return self._weighed(cursor, _match(question), stop)

    def titles(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By BM25 over the titles, of the thousand that were entered last."""
        return self._weighed(cursor, _match(question, titles=True), stop)

    def latest(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By number."""
        cursor.execute(
            "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rowid DESC LIMIT %s",
            [_match(question), stop],
        )
        return numbers(cursor)

    def by_day(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By day, then by number."""
        cursor.execute(
            "SELECT e.id FROM search_fts f JOIN search_entry e ON e.id = f.rowid WHERE search_fts MATCH %s "
            'ORDER BY e."on" DESC, e.id DESC LIMIT %s',
            [_match(question), stop],
        )
        return numbers(cursor)

    @staticmethod
    def _weighed(cursor: Any, match: str, stop: int) -> list[int]:
        cursor.execute(
            "SELECT rowid FROM (SELECT rowid, bm25(search_fts, %s, %s, 0.0) AS weight FROM search_fts "
            "WHERE search_fts MATCH %s ORDER BY rowid DESC LIMIT %s) ORDER BY weight, rowid DESC LIMIT %s",
            [_TITLE, _BODY, match, MOST, stop],
        )
        return numbers(cursor)

    def finish(self) -> None:
        """Packs the index."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")


def _match(question: Question, *, titles: bool = False) -> str:
    """FTS5's expression. Words hold letters and digits only, so quoting them is enough."""
    quoted = [f'"{word}"' for word in question.words]
    if question.prefix and quoted:
        quoted[-1] += " *"
    words = (" OR " if question.any_word else " AND ").join(quoted)
    columns = "title_words" if question.prefix or titles else "title_words body_words"
    parts = [f"{{{columns}}} : ({words})"] if quoted else []
    parts += [f'marks : "{mark}"' for mark in question.marks]
    return " AND ".join(parts)
