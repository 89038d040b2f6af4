"""What our PostgreSQL does beside Django's, on a real server: statements that stay, a connection that went away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler, OperationalError

from gongkai_web import connections
from gongkai_web.common.postgresql.base import Place
from tests.web.server_fixtures import empty_postgresql, postgresql_server

__all__ = ["empty_postgresql", "postgresql_server"]

pytestmark = pytest.mark.slow


@pytest.fixture
def open_one(db: None, empty_postgresql: Callable[[], str]) -> Iterator[Callable[..., Any]]:
    """Opens a connection to one and the same database."""
    address, made = empty_postgresql(), []

    def enter(*, pooled: bool = False) -> Any:
        made.append(ConnectionHandler({"default": connections.database(address, Path(), pooled=pooled)})["default"])
        made[-1].connect()
        return made[-1]

    yield enter
    for one in made:
        one.close()


def _ask(opened: Any, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with opened.kept_cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_a_statement_is_kept_once_whatever_the_size_of_its_numbers(open_one: Callable[..., Any]) -> None:
    one = open_one()
    assert one.keeps_statements
    sql = one.with_places("SELECT %s::bigint + 1, '100%%', %s", [Place(1), "it's 100%"])
    assert sql == "SELECT $1::bigint + 1, '100%', 'it''s 100%'"
    for value in (1, 40_000, 3_000_000_000, 2**62):
        assert _ask(one, sql, value) == [(value + 1, "100%", "it's 100%")]
    counted = _ask(one, "SELECT count(*) FROM pg_prepared_statements WHERE statement = $1", sql)
    assert counted == [(1,)]


def test_behind_a_pooler_nothing_is_kept(open_one: Callable[..., Any]) -> None:
    assert not open_one(pooled=True).keeps_statements


def test_a_connection_that_the_server_has_ended_is_not_used_again(open_one: Callable[..., Any]) -> None:
    one, other = open_one(), open_one()
    assert one.is_usable()
    number = _ask(one, "SELECT pg_backend_pid()")[0][0]
    _ask(other, "SELECT pg_terminate_backend($1::int, 5000)", number)
    assert not one.is_usable()
    one.close_if_unusable_or_obsolete()  # as before each page
    assert _ask(one, "SELECT 1") == [(1,)]


def test_after_an_error_the_server_is_asked(open_one: Callable[..., Any]) -> None:
    one, other = open_one(), open_one()
    number = _ask(one, "SELECT pg_backend_pid()")[0][0]
    with pytest.raises(Exception, match="nothing_here"):
        _ask(one, "SELECT * FROM nothing_here")
    assert one.errors_occurred
    assert one.is_usable()
    _ask(other, "SELECT pg_terminate_backend($1::int, 5000)", number)
    with pytest.raises(OperationalError):
        _ask(one, "SELECT 1")
    assert not one.is_usable()


def test_a_notice_that_waits_is_no_end(open_one: Callable[..., Any]) -> None:
    one, other = open_one(), open_one()
    for opened, sql in ((one, "LISTEN ceshi"), (other, "NOTIFY ceshi")):
        with opened.cursor() as cursor:
            cursor.execute(sql)
    assert one.is_usable()
    assert _ask(one, "SELECT 1") == [(1,)]


def test_without_a_connection_there_is_nothing_to_use(open_one: Callable[..., Any]) -> None:
    one = open_one()
    one.close()
    assert not one.is_usable()
