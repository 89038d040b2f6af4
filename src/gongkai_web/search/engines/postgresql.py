"""PostgreSQL's full text: generated columns with GIN indexes (migration 0003).

Such an index gives all its matches at once and in no order. The months are words of it as well, so that the newest are
asked for by asking for the last month, then for four, sixteen, five years and everything, until there are enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from gongkai_web.search.engines import MOST, Question
from gongkai_web.search.engines.database import KeptByTheDatabase, numbers
from gongkai_web.search.marks import year_mark

__all__ = ["PostgreSQLEngine"]

_MONTHS = (1, 4, 16)
_YEARS = 5
_SORTED = 20
"""Times what is asked for: so many are put in order at most, where very much has the same month or no day at all."""


class PostgreSQLEngine(KeptByTheDatabase):
    """See ``Engine``."""

    def newest(self, question: Question, most: int = MOST) -> list[int]:
        """See ``Engine``."""
        with transaction.atomic(), connection.cursor() as cursor:
            last = _last_day(cursor)
            found: list[int] = []
            span = 0
            for months, marks in _stretches(last):
                if span and months and len(found) * months < most * span:
                    continue  # at this rate it will not be enough either
                found, span = self._within(cursor, question, marks, most), months
                if len(found) >= most:
                    break
        return found

    @staticmethod
    def _within(cursor: Any, question: Question, stretch: tuple[str, ...], most: int) -> list[int]:
        column = "title_vector" if question.titles else "vector"
        cursor.execute(
            f'SELECT id FROM (SELECT id, "on" FROM search_entry WHERE {column} @@ %s::tsquery LIMIT %s) t '
            'ORDER BY "on" DESC NULLS LAST, id DESC LIMIT %s',
            [_expression(question, stretch), most * _SORTED, most],
        )
        return numbers(cursor)


def _last_day(cursor: Any) -> date | None:
    """The day of the newest entry. On the same way the planner is told, for this transaction, what it takes wrongly:

    common words for a reason to read the whole table, and to compile how.
    """
    cursor.execute(
        "SET LOCAL enable_seqscan = off; SET LOCAL jit = off; "
        'SELECT "on" FROM search_entry WHERE "on" IS NOT NULL ORDER BY "on" DESC, id DESC LIMIT 1'
    )
    while cursor.description is None:
        cursor.nextset()
    row = cursor.fetchone()
    return row[0] if row else None


def _stretches(last: date | None) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Longer and longer ones that end with the last day, in months, with their words; at the end 0 and none: all."""
    if last is not None:
        month = last.year * 12 + last.month - 1
        for months in _MONTHS:
            yield months, tuple(f"mq{month - back}" for back in range(months))
        yield (_YEARS - 1) * 12 + last.month, tuple(year_mark(last.year - back) for back in range(_YEARS))
    yield 0, ()


def _expression(question: Question, stretch: tuple[str, ...]) -> str:
    """PostgreSQL's expression. Words hold letters and digits only, so quoting them is enough."""
    words = [f"'{word}'" for word in question.words]
    if question.prefix:
        words[-1] += ":*"
    parts = [f"({(' | ' if question.any_word else ' & ').join(words)})", *(f"'{mark}'" for mark in question.marks)]
    if stretch:
        parts.append(f"({' | '.join(stretch)})")
    return " & ".join(parts)
