"""A statement asks SQLite the same however often it is asked, and whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler

from gongkai_web.common.sqlite3 import base
from gongkai_web.connections import database


@pytest.fixture
def connection(db: None, tmp_path: Path) -> Iterator[base.DatabaseWrapper]:
    """A file of its own, whatever the other tests run on."""
    made = ConnectionHandler({"default": database("", tmp_path)})["default"]
    yield made
    made.close()


@pytest.mark.parametrize(
    ("statement", "values", "row"),
    [
        ("SELECT %s, %s", ["一", 2], ("一", 2)),
        ("SELECT 'a%%b', %s", ["%s"], ("a%b", "%s")),
        ("SELECT '%%s', %s", ["x"], ("%s", "x")),
        ("SELECT %(one)s, %(two)s", {"one": 1, "two": "%"}, (1, "%")),
        ("SELECT 'a%b'", None, ("a%b",)),
        (f"SELECT %s, '{'长' * base._LONGEST}'", ["x"], ("x", "长" * base._LONGEST)),
    ],
)
def test_the_same_each_time(
    connection: base.DatabaseWrapper, statement: str, values: object, row: tuple[object, ...]
) -> None:
    for _ in range(2):
        with connection.cursor() as cursor:
            assert isinstance(cursor.cursor, base._Cursor)
            cursor.execute(statement, values)
            assert cursor.fetchall() == [row]


def test_what_is_kept_has_an_end() -> None:
    for number in range(base._KEPT * 2):
        base._with_question_marks(f"SELECT %s, {number}")
    assert base._with_question_marks.cache_info().currsize <= base._KEPT
