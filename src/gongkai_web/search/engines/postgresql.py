"""PostgreSQL's full text: generated columns with GIN indexes (migration 0002).

Titles have a column of their own: it is short, so that weighing it does not unpack the whole text of each row.
"""

from __future__ import annotations

from typing import Any

from gongkai_web.search.engines import MOST, Question
from gongkai_web.search.engines.database import DatabaseEngine, numbers

__all__ = ["PostgreSQLEngine"]

_WEIGHTS = "{0.1, 0, 0, 1.0}"  # D the body, A the title
_HERE = "vector @@ %s::tsquery"
_IN_TITLE = "title_vector @@ %s::tsquery"


class PostgreSQLEngine(DatabaseEngine):
    """See ``DatabaseEngine``."""

    def count(self, cursor: Any, question: Question) -> int:
        """Counted up to the limit."""
        where, values = self._where(question)
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE {where} LIMIT %s) t", [*values, MOST])
        return int(cursor.fetchone()[0])

    def ranked(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By ts_rank, the length of the text considered."""
        where, values = self._where(question)
        cursor.execute(
            f"SELECT id FROM search_entry WHERE {where} "
            "ORDER BY ts_rank(%s::float4[], vector, %s::tsquery, 1) DESC, id DESC LIMIT %s",
            [*values, _WEIGHTS, _words(question), stop],
        )
        return numbers(cursor)

    def titles(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By ts_rank over the titles, of a few thousand."""
        where, values = self._where(question, titles=True)
        cursor.execute(
            f"SELECT id FROM (SELECT id, title_vector FROM search_entry WHERE {where} LIMIT %s) t "
            "ORDER BY ts_rank(title_vector, %s::tsquery, 1) DESC, id DESC LIMIT %s",
            [*values, MOST * 3, _words(question), stop],
        )
        return numbers(cursor)

    def latest(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By number, of a few thousand."""
        where, values = self._where(question)
        cursor.execute(
            f"SELECT id FROM (SELECT id FROM search_entry WHERE {where} LIMIT %s) t ORDER BY id DESC LIMIT %s",
            [*values, MOST * 3, stop],
        )
        return numbers(cursor)

    def by_day(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """By day, then by number."""
        where, values = self._where(question)
        cursor.execute(
            f'SELECT id FROM search_entry WHERE {where} ORDER BY "on" DESC NULLS LAST, id DESC LIMIT %s',
            [*values, stop],
        )
        return numbers(cursor)

    @staticmethod
    def _where(question: Question, *, titles: bool = False) -> tuple[str, list[str]]:
        """Words in the titles where only those are asked for, marks in the whole."""
        marks = " & ".join(f"'{mark}'" for mark in question.marks)
        if not (titles or question.prefix):
            return _HERE, [" & ".join(part for part in (f"({_words(question)})", marks) if part)]
        if marks:
            return f"{_IN_TITLE} AND {_HERE}", [_words(question), marks]
        return _IN_TITLE, [_words(question)]


def _words(question: Question) -> str:
    """PostgreSQL's expression. Words hold letters and digits only, so quoting them is enough."""
    quoted = [f"'{word}'" for word in question.words]
    if question.prefix:
        quoted[-1] += ":*"
    return (" | " if question.any_word else " & ").join(quoted)
