"""What the two databases share: an index that the database keeps in the transaction of the row itself."""

from __future__ import annotations

from typing import Any

from gongkai_web.search.models import Entry

__all__ = ["KeptByTheDatabase", "numbers"]


class KeptByTheDatabase:
    """It cannot fall behind the rows, so that nothing is to be done for it."""

    def put(self, entry: Entry) -> None:
        """Done by the database."""

    def drop(self, number: int) -> None:
        """Done by the database."""

    def prepare(self) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


def numbers(cursor: Any) -> list[int]:
    """The first column of what a statement gave."""
    return [number for (number, *_) in cursor.fetchall()]
