"""SQLite's FTS5, an index beside the table that triggers keep (migration 0003).

Its rows are numbered by day and id, the day in the upper bits: reading it from the end gives the newest first, and
stops when there are enough, however many more there are.
"""

from __future__ import annotations

from django.db import connection

from gongkai_web.search.engines import MOST, Question
from gongkai_web.search.engines.database import KeptByTheDatabase, numbers

__all__ = ["SQLiteEngine"]


class SQLiteEngine(KeptByTheDatabase):
    """See ``Engine``."""

    def newest(self, question: Question, most: int = MOST) -> list[int]:
        """See ``Engine``."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid & 4294967295 FROM search_fts WHERE search_fts MATCH %s ORDER BY rowid DESC LIMIT %s",
                [_match(question), most],
            )
            return numbers(cursor)

    def finish(self) -> None:
        """Packs the index."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")


def _match(question: Question) -> str:
    """FTS5's expression. Words hold letters and digits only, so quoting them is enough."""
    quoted = [f'"{word}"' for word in question.words]
    if question.prefix:
        quoted[-1] += " *"
    words = (" OR " if question.any_word else " AND ").join(quoted)
    columns = "title_words" if question.titles else "title_words body_words"
    return " AND ".join([f"{{{columns}}} : ({words})", *(f'marks : "{mark}"' for mark in question.marks)])
