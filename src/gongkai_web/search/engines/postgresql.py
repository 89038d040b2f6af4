"""PostgreSQL's full text, a generated column with a GIN index (migration 0001)."""

from __future__ import annotations

from django.db import connection

from gongkai_web.search.engines import MOST, Found, Question
from gongkai_web.search.models import Entry

__all__ = ["PostgreSQLEngine"]

_RANKED = 3000
_WEIGHTS = "{0.1, 0, 0, 1.0}"  # D the body, C the marks, B nothing, A the title


class PostgreSQLEngine:
    """See ``Engine``."""

    def find(self, question: Question, start: int, stop: int) -> Found:
        """The ids in order."""
        asked, ranked = self._query(question, marks=True), self._query(question, marks=False) or self._query(question)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE vector @@ %s::tsquery LIMIT {MOST}) t", [asked]
            )
            (count,) = cursor.fetchone()
            if question.newest:
                cursor.execute(
                    'SELECT id FROM search_entry WHERE vector @@ %s::tsquery ORDER BY "on" DESC NULLS LAST, id DESC '
                    "LIMIT %s OFFSET %s",
                    [asked, stop - start, start],
                )
            else:
                cursor.execute(
                    "SELECT id FROM (SELECT id, ts_rank(%s::float4[], vector, %s::tsquery, 1) AS weight "
                    f"FROM search_entry WHERE vector @@ %s::tsquery LIMIT {_RANKED}) t "
                    "ORDER BY weight DESC, id DESC LIMIT %s OFFSET %s",
                    [_WEIGHTS, ranked, asked, stop - start, start],
                )
            return Found([number for (number,) in cursor.fetchall()], count)

    @staticmethod
    def _query(question: Question, *, marks: bool = True) -> str:
        """PostgreSQL's expression. Words hold letters and digits only, so quoting them is enough."""
        suffix = ":A" if question.prefix else ""
        quoted = [f"'{word}'{suffix}" for word in question.words]
        if question.prefix and quoted:
            quoted[-1] = f"'{question.words[-1]}':*A"
        words = (" | " if question.any_word else " & ").join(quoted)
        parts = [f"({words})"] if quoted else []
        if marks:
            parts += [f"'{mark}':C" for mark in question.marks]
        return " & ".join(parts)

    def put(self, entry: Entry) -> None:
        """Done by the column."""

    def drop(self, number: int) -> None:
        """Done by the column."""

    def prepare(self) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""
