"""What the two databases share: how results are ordered when few and when very many rows match."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from gongkai_web.search.engines import MOST, Found, Question
from gongkai_web.search.marks import year_mark
from gongkai_web.search.models import Entry

__all__ = ["DatabaseEngine", "numbers"]


class KeptByTheDatabase:
    """An index that the database keeps in the transaction of the row itself."""

    def put(self, entry: Entry) -> None:
        """Done by the database."""

    def drop(self, number: int) -> None:
        """Done by the database."""

    def prepare(self) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


class DatabaseEngine(KeptByTheDatabase, ABC):
    """See ``Engine``. Its index is the database's own and cannot fall behind, so that nothing is to be done for it.

    A word that stands everywhere matches everything; weighing it all would take seconds. From ``MOST`` matches on those
    come first whose titles hold the words, and days are looked through year by year.
    """

    def find(self, question: Question, start: int, stop: int) -> Found:
        """The results from ``start`` up to ``stop``."""
        with connection.cursor() as cursor:
            count = self.count(cursor, question)
            if question.newest:
                ids = self._newest(cursor, question, count, stop)
            elif count < MOST and not question.prefix:
                ids = self.ranked(cursor, question, stop)
            else:
                ids = self.titles(cursor, question, stop)
                if len(ids) < min(stop, count) and not question.prefix:
                    seen = set(ids)
                    ids += [number for number in self.latest(cursor, question, stop) if number not in seen]
        return Found(ids[start:stop], count)

    def _newest(self, cursor: Any, question: Question, count: int, stop: int) -> list[int]:
        if count < MOST:
            return self.by_day(cursor, question, stop)
        ids: list[int] = []
        days = Entry.objects.aggregate(first=Min("on"), last=Max("on"))
        if days["first"] is None:
            return self.latest(cursor, question, stop)
        for year in range(days["last"].year, days["first"].year - 1, -1):
            marks = (*question.marks, year_mark(year))
            ids += self.by_day(cursor, replace(question, marks=marks), stop - len(ids))
            if len(ids) >= stop:
                break
        return ids

    @abstractmethod
    def count(self, cursor: Any, question: Question) -> int:
        """How many match, at most ``MOST``."""

    @abstractmethod
    def ranked(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """The first by weight of title and body."""

    @abstractmethod
    def titles(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """The first of those whose titles match, by the weight of the title."""

    @abstractmethod
    def latest(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """Those entered last."""

    @abstractmethod
    def by_day(self, cursor: Any, question: Question, stop: int) -> list[int]:
        """The first by their day, the newest first."""


def numbers(cursor: Any) -> list[int]:
    """The first column of what a statement gave."""
    return [number for (number, *_) in cursor.fetchall()]
