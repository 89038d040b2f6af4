"""SQLite's FTS5, an index beside the table that triggers keep (migration 0001)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import connection

from gongkai_web.search.engines import MOST, Found, Question
from gongkai_web.search.marks import year_mark
from gongkai_web.search.models import Entry

__all__ = ["SQLiteEngine"]

_TITLE, _BODY = 12.0, 1.0


class SQLiteEngine:
    """See ``Engine``."""

    def find(self, question: Question, start: int, stop: int) -> Found:
        """The ids in order."""
        match = self._match(question)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM (SELECT 1 FROM search_fts WHERE search_fts MATCH %s LIMIT %s)", [match, MOST]
            )
            (count,) = cursor.fetchone()
            if question.newest:
                ids = self._newest(cursor, question, count, stop)[start:]
            elif count < MOST:
                ids = self._ranked(cursor, match, start, stop)
            else:
                ids = self._titles_first(cursor, question, start, stop)
        return Found(ids, count)

    def _titles_first(self, cursor: Any, question: Question, start: int, stop: int) -> list[int]:
        """For words that stand everywhere: those whose titles hold them, then the newest of the others."""
        titles = self._ranked(cursor, self._match(question, titles=True), 0, stop)
        if len(titles) < stop:
            seen = set(titles)
            others = self._ranked(cursor, self._match(question), 0, stop)
            titles += [number for number in others if number not in seen]
        return titles[start:stop]

    def _newest(self, cursor: Any, question: Question, count: int, stop: int) -> list[int]:
        """The newest; words that stand everywhere are asked for year by year, so that no year too many is read."""
        if count < MOST:
            return self._by_day(cursor, self._match(question), stop)
        ids: list[int] = []
        cursor.execute('SELECT min("on"), max("on") FROM search_entry')
        first, last = (int(str(day)[:4]) for day in cursor.fetchone())
        for year in range(last, first - 1, -1):
            marks = (*question.marks, year_mark(year))
            ids += self._by_day(cursor, self._match(replace(question, marks=marks)), stop - len(ids))
            if len(ids) >= stop:
                break
        return ids

    @staticmethod
    def _by_day(cursor: Any, match: str, stop: int) -> list[int]:
        cursor.execute(
            "SELECT e.id FROM search_fts f JOIN search_entry e ON e.id = f.rowid WHERE search_fts MATCH %s "
            'ORDER BY e."on" DESC, e.id DESC LIMIT %s',
            [match, stop],
        )
        return [number for (number,) in cursor.fetchall()]

    @staticmethod
    def _ranked(cursor: Any, match: str, start: int, stop: int) -> list[int]:
        # The newest are weighed against each other: a word of nearly every text would else weigh them all.
        cursor.execute(
            "SELECT rowid FROM (SELECT rowid, bm25(search_fts, %s, %s, 0.0) AS weight FROM search_fts "
            "WHERE search_fts MATCH %s ORDER BY rowid DESC LIMIT %s) ORDER BY weight, rowid DESC LIMIT %s OFFSET %s",
            [_TITLE, _BODY, match, MOST, stop - start, start],
        )
        return [number for (number,) in cursor.fetchall()]

    @staticmethod
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

    def put(self, entry: Entry) -> None:
        """Done by the trigger."""

    def drop(self, number: int) -> None:
        """Done by the trigger."""

    def prepare(self) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Packs the index."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")
