"""A statement asks SQLite the same however often it is asked, and whatever stands in it."""

from __future__ import annotations

import pytest
from django.db import connection

from gongkai_web.common.sqlite3 import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite"),
]


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
def test_the_same_each_time(statement: str, values: object, row: tuple[object, ...]) -> None:
    for _ in range(2):
        with connection.cursor() as cursor:
            assert isinstance(cursor.cursor, base._Cursor)
            cursor.execute(statement, values)
            assert cursor.fetchall() == [row]


def test_what_is_kept_has_an_end() -> None:
    for number in range(base._KEPT * 2):
        base._with_question_marks(f"SELECT %s, {number}")
    assert base._with_question_marks.cache_info().currsize <= base._KEPT
